"""Le texte d'un fichier déposé, page par page : PDF, ODT, DOCX, texte. Un fichier n'est jamais cru sur parole.

Tout est borné : pages, signes, poids d'une pièce d'archive, durée. Le XML est lu au fil de l'eau, sans entités
ni déclaration de type : une « bombe » s'arrête avant d'avoir rien coûté.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from time import monotonic
from xml.parsers import expat

from pypdf import PdfReader
from pypdf.errors import PyPdfError

PAGES_AU_PLUS = 2_000
SIGNES_AU_PLUS = 3_000_000
XML_AU_PLUS = 60 * 1024 * 1024
SECONDES_AU_PLUS = 120.0
MORCEAU = 64 * 1024

EST_UNE_IMAGE = (
    "Ce fichier ne contient aucun texte : c'est sans doute une numérisation. Déposez-en une version reconnue "
    "(OCR), ou résumez-le dans la fiche."
)


class ExtractionImpossible(Exception):  # noqa: N818 -- le métier parle français
    """La phrase dit pourquoi, et quoi faire ; le fichier, lui, reste gardé."""


@dataclass(frozen=True)
class PageExtraite:
    numero: int
    texte: str


@dataclass(frozen=True)
class Extraction:
    """`est_paginee` : les numéros sont ceux du document ; sinon le texte entier est la page 1.

    `est_tronquee` : une borne a été atteinte, la suite n'a pas été lue.
    """

    pages: list[PageExtraite]
    est_paginee: bool
    est_tronquee: bool = False


def se_lit(nom: str) -> bool:
    return PurePosixPath(nom).suffix.lower() in LECTEURS


def extraire(nom: str, contenu: bytes) -> Extraction:
    """Le texte de ce fichier ; `ExtractionImpossible` s'il n'y en a pas ou si l'on ne sait pas le lire."""
    lecteur = LECTEURS.get(PurePosixPath(nom).suffix.lower())
    if lecteur is None:
        raise ExtractionImpossible(
            "Le texte de ce format ne se lit pas : seuls PDF, ODT, DOCX et TXT le sont."
        )
    extraction = lecteur(contenu)
    if not extraction.pages:
        raise ExtractionImpossible(EST_UNE_IMAGE)
    return extraction


def _paginer(textes: Iterable[str], *, est_paginee: bool | None = None) -> Extraction:
    """Numérote avant d'écarter les pages vides : la page 12 reste la page 12."""
    pages: list[PageExtraite] = []
    reste, lues, est_tronquee = SIGNES_AU_PLUS, 0, False
    for numero, brut in enumerate(textes, 1):
        if numero > PAGES_AU_PLUS or reste <= 0:
            est_tronquee = True
            break
        lues = numero
        texte = _propre(brut)
        est_tronquee = est_tronquee or len(texte) > reste
        if texte := texte[:reste]:
            pages.append(PageExtraite(numero, texte))
            reste -= len(texte)
    return Extraction(pages, lues > 1 if est_paginee is None else est_paginee, est_tronquee)


def _propre(texte: str) -> str:
    """Sans caractère de contrôle, sans lignes blanches répétées, césures de fin de ligne recollées."""
    sain = "".join(c for c in texte if c in "\n\t" or c.isprintable() or c == "\u00a0")
    sain = sain.replace("\u00ad\n", "").replace("\u00ad", "")
    lignes = [ligne.strip() for ligne in sain.splitlines()]
    gardees: list[str] = []
    for ligne in lignes:
        if ligne or (gardees and gardees[-1]):
            gardees.append(ligne)
    return "\n".join(gardees).strip()


# --- PDF ---


def _lire_pdf(contenu: bytes) -> Extraction:
    try:
        lecteur = PdfReader(io.BytesIO(contenu))
        if lecteur.is_encrypted and not lecteur.decrypt(""):
            raise ExtractionImpossible(
                "Ce PDF est protégé par un mot de passe : retirez la protection, puis déposez-le à nouveau."
            )
        nb = len(lecteur.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as erreur:
        raise ExtractionImpossible(
            "Ce PDF est abîmé, son texte ne se lit pas. Enregistrez-le à nouveau puis déposez-le."
        ) from erreur
    fin = monotonic() + SECONDES_AU_PLUS
    textes = [_page_de_pdf(lecteur, rang) for rang in range(min(nb, PAGES_AU_PLUS)) if monotonic() < fin]
    extraction = _paginer(textes, est_paginee=True)
    return Extraction(extraction.pages, True, extraction.est_tronquee or len(textes) < nb)


def _page_de_pdf(lecteur: PdfReader, rang: int) -> str:
    """Une page illisible n'empêche pas de lire les autres."""
    try:
        return lecteur.pages[rang].extract_text()
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return ""


# --- ODT, DOCX : une archive, une pièce de XML ---

PAGE_RENDUE, PAGE_VOULUE = "\f", "\v"


class _Lecture:
    """Recueille le texte balise après balise ; `ouvre` et `ferme` rendent ce que la balise insère."""

    def __init__(
        self,
        ouvre: Callable[[str, dict[str, str]], str],
        ferme: dict[str, str],
        taire: frozenset[str],
        seulement_dans: frozenset[str] = frozenset(),
    ) -> None:
        self.ouvre, self.ferme, self.taire, self.seulement_dans = ouvre, ferme, taire, seulement_dans
        self.morceaux: list[str] = []
        self.nb_signes = self.silence = self.dedans = 0

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        if nom in self.taire:
            self.silence += 1
        elif not self.silence:
            self.dedans += nom in self.seulement_dans
            self._ajouter(self.ouvre(nom, attributs))

    def fin(self, nom: str) -> None:
        if nom in self.taire:
            self.silence -= 1
        elif not self.silence:
            self.dedans -= nom in self.seulement_dans
            self._ajouter(self.ferme.get(nom, ""))

    def texte(self, donnees: str) -> None:
        if not self.silence and (self.dedans or not self.seulement_dans):
            self._ajouter(donnees)

    def _ajouter(self, texte: str) -> None:
        if texte and self.nb_signes <= SIGNES_AU_PLUS:
            self.morceaux.append(texte)
            self.nb_signes += len(texte)

    def rendre(self) -> Extraction:
        """Les sauts posés par la mise en page valent mieux que les sauts demandés : ils disent toutes les pages."""
        tout = "".join(self.morceaux)
        saut = PAGE_RENDUE if PAGE_RENDUE in tout else PAGE_VOULUE
        autre = PAGE_VOULUE if saut == PAGE_RENDUE else PAGE_RENDUE
        extraction = _paginer(tout.replace(autre, "\n").split(saut))
        est_tronquee = extraction.est_tronquee or self.nb_signes > SIGNES_AU_PLUS
        return Extraction(extraction.pages, extraction.est_paginee, est_tronquee)


class _XmlRefuse(Exception):  # noqa: N818
    """Une déclaration de type dans un document bureautique n'a pas d'usage honnête."""


def _refuser(*_: object) -> None:
    raise _XmlRefuse


def _lire_la_piece(contenu: bytes, piece: str, lecture: _Lecture) -> Extraction:
    analyseur = expat.ParserCreate()
    analyseur.buffer_text = True
    analyseur.StartElementHandler = lecture.debut
    analyseur.EndElementHandler = lecture.fin
    analyseur.CharacterDataHandler = lecture.texte
    analyseur.StartDoctypeDeclHandler = _refuser
    analyseur.EntityDeclHandler = _refuser
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive, archive.open(piece) as flux:
            lus = 0
            while morceau := flux.read(MORCEAU):
                lus += len(morceau)
                if lus > XML_AU_PLUS:
                    raise ExtractionImpossible(
                        "Ce document est démesuré : découpez-le pour que son texte se lise."
                    )
                analyseur.Parse(morceau, False)
            analyseur.Parse(b"", True)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, EOFError) as erreur:
        raise ExtractionImpossible(
            "Ce document ne s'ouvre pas : il est abîmé ou protégé. Enregistrez-le à nouveau puis déposez-le."
        ) from erreur
    except (expat.ExpatError, _XmlRefuse) as erreur:
        raise ExtractionImpossible(
            "Le contenu de ce document est mal formé : enregistrez-le à nouveau depuis votre logiciel."
        ) from erreur
    return lecture.rendre()


ESPACES_AU_PLUS = 80


def _ouvre_odt(nom: str, attributs: dict[str, str]) -> str:
    if nom == "text:s":
        nombre = attributs.get("text:c", "1")
        return " " * min(int(nombre) if nombre.isdecimal() else 1, ESPACES_AU_PLUS)
    return {"text:tab": "\t", "text:line-break": "\n", "text:soft-page-break": PAGE_RENDUE}.get(nom, "")


def _ouvre_docx(nom: str, attributs: dict[str, str]) -> str:
    if nom == "w:br":
        return PAGE_VOULUE if attributs.get("w:type") == "page" else "\n"
    return {"w:tab": "\t", "w:lastRenderedPageBreak": PAGE_RENDUE, "w:noBreakHyphen": "-"}.get(nom, "")


def _lire_odt(contenu: bytes) -> Extraction:
    ferme = dict.fromkeys(("text:p", "text:h"), "\n") | {"table:table-cell": "\t"}
    # Ni les commentaires ni ce que le suivi des modifications a supprimé.
    taire = frozenset(
        {"office:annotation", "text:tracked-changes", "office:scripts", "office:automatic-styles"}
    )
    return _lire_la_piece(contenu, "content.xml", _Lecture(_ouvre_odt, ferme, taire))


def _lire_docx(contenu: bytes) -> Extraction:
    # `mc:Fallback` redit le même texte pour d'anciens logiciels.
    lecture = _Lecture(
        _ouvre_docx, {"w:p": "\n", "w:tc": "\t"}, frozenset({"mc:Fallback", "w:del"}), frozenset({"w:t"})
    )
    return _lire_la_piece(contenu, "word/document.xml", lecture)


def _lire_texte(contenu: bytes) -> Extraction:
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = contenu.decode("cp1252", errors="replace")
    return _paginer(texte.split(PAGE_RENDUE))


LECTEURS: dict[str, Callable[[bytes], Extraction]] = {
    ".pdf": _lire_pdf,
    ".odt": _lire_odt,
    ".docx": _lire_docx,
    ".txt": _lire_texte,
}
