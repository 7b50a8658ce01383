"""L'arbre en PDF, par typst : balisé (PDF/UA-1) et archivable (PDF/A-2a), ou pas de PDF du tout."""

import json
from functools import cache
from pathlib import Path

from etabli.socle.document.arbre import Arbre
from etabli.socle.document.compilation import compiler
from etabli.socle.document.donnees import en_donnees

GABARITS = Path(__file__).parent / "gabarits"
NORMES = ["ua-1", "a-2a"]


def en_pdf(arbre: Arbre) -> bytes:
    donnees, images = en_donnees(arbre)
    principal = f'#import "{arbre.gabarit}.typ": gabarit\n#gabarit(json("document.json"))\n'
    fichiers = {
        "main.typ": principal.encode(),
        "document.json": json.dumps(donnees, ensure_ascii=False).encode(),
        **_gabarits(),
        **{image.nom: image.octets for image in images},
    }
    return compiler(fichiers, pdf_standards=NORMES, timestamp=arbre.instant)[0]


@cache
def _gabarits() -> dict[str, bytes]:
    return {fichier.name: fichier.read_bytes() for fichier in GABARITS.glob("*.typ")}
