"""Un document se déclare une fois : son nom, et comment son objet devient un arbre."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import slugify

from etabli.socle.document.arbre import Arbre
from etabli.socle.document.bureautique import en_docx, en_odt
from etabli.socle.document.page import en_html
from etabli.socle.document.pdf import en_pdf

FORMES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ECRIVAINS: dict[str, Callable[[Arbre], bytes]] = {"pdf": en_pdf, "odt": en_odt, "docx": en_docx}


def ecrire(arbre: Arbre, forme: str) -> bytes:
    """Les octets de l'arbre dans l'une des `FORMES` ; le même arbre donne toujours les mêmes."""
    return ECRIVAINS[forme](arbre)


@dataclass(frozen=True)
class Document:
    slug: str
    titre: str
    composer: Callable[[Any], Arbre]

    def pdf(self, objet: Any) -> bytes:
        return en_pdf(self.composer(objet))

    def odt(self, objet: Any) -> bytes:
        return en_odt(self.composer(objet))

    def docx(self, objet: Any) -> bytes:
        return en_docx(self.composer(objet))

    def html(self, objet: Any) -> SafeString:
        """L'aperçu à l'écran : un fragment pour le `main` d'une page."""
        return en_html(self.composer(objet))

    def ecrire(self, objet: Any, forme: str) -> bytes:
        return ecrire(self.composer(objet), forme)

    def nom_de_fichier(self, objet: Any, forme: str) -> str:
        """« note-de-cadrage-tessy-bocage.pdf » : ce qu'un agent reconnaît dans son dossier."""
        objet_nomme = slugify(str(objet))[:60].strip("-")
        return "-".join(filter(None, (self.slug, objet_nomme))) + f".{forme}"
