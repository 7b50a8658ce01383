"""Relire le recensement sans perdre un doute : ce qui est incertain le reste, ce qui manque est vide."""

import re
from dataclasses import dataclass
from typing import Literal

from etabli.territoires.calcul import normaliser

Genre = Literal["commune", "epci", ""]
INTROUVABLE = "non trouvé"
FORMATS = ("local", "flash", "national")
RESERVE = re.compile(r"\s*\(([^()]*)\)\s*$")
PREFIXES: tuple[tuple[str, Genre], ...] = (
    (r"communes? nouvelles?|communes?", "commune"),
    (r"communaute de communes|communaute d agglomeration|communaute urbaine|metropole|ca|cc|cu", "epci"),
    (r"petr|pays", ""),
)
ARTICLES = r"(?: (?:de la|de l|du|des|de|d|la|le|les))?"


@dataclass(frozen=True)
class Annees:
    debut: int | None
    fin: int | None
    texte: str


@dataclass(frozen=True)
class NomDeTerritoire:
    """Un nom à chercher dans le découpage, et ce qu'il annonce être."""

    cle: str
    genre: Genre


def nu(texte: str) -> str:
    """« non trouvé » est une façon de dire rien."""
    texte = texte.strip()
    return "" if texte.startswith(INTROUVABLE) else texte


def lire_le_format(texte: str) -> tuple[str, str]:
    """(code, réserve) : « national (session non datée) » garde sa réserve ; un format inconnu est vide."""
    reserve = RESERVE.search(texte)
    code = RESERVE.sub("", texte).strip().lower()
    return (code if code in FORMATS else ""), (reserve[1] if reserve else "")


def lire_les_annees(texte: str) -> Annees:
    """« 2019-2022 », « 2019 (déduit) », « vers 2024 » ; une fourchette faute de mieux n'est pas une durée."""
    texte = nu(texte)
    annees = [int(a) for a in re.findall(r"\b(?:19|20)\d\d\b", texte)]
    if not annees or INTROUVABLE.split()[1] in texte:
        return Annees(None, None, texte)
    return Annees(min(annees), max(annees), texte)


def lire_les_codes(texte: str) -> list[str]:
    return [code.strip() for code in texte.split(";") if code.strip()]


def lire_les_sources(texte: str) -> list[str]:
    return [source.strip() for source in texte.split(" ; ") if source.strip()]


def noms_des_territoires(texte: str) -> list[NomDeTerritoire]:
    """Les noms que cite le recensement, sans leur type ni leurs parenthèses."""
    sans_parentheses = re.sub(r"\([^()]*\)", "", texte)
    morceaux = (normaliser(m) for m in re.split(r"\s*[;,]\s*", sans_parentheses))
    return [_nom(m) for m in morceaux if m]


def _nom(cle: str) -> NomDeTerritoire:
    for motif, genre in PREFIXES:
        nu_, nb = re.subn(rf"^(?:{motif})\b{ARTICLES} ", "", f"{cle} ")
        if nb and nu_.strip():
            return NomDeTerritoire(nu_.strip(), genre)
    return NomDeTerritoire(cle, "")
