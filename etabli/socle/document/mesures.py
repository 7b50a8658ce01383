"""Les mesures d'un tableau que l'auteur n'a pas données : où s'aligne une colonne, quelle part elle prend."""

import re

from etabli.socle.document.blocs import Tableau
from etabli.socle.document.texte import nu

_NOMBRE = re.compile(
    r"^[-+−]?[\d\s\u00a0\u202f]+([.,]\d+)?[\s\u00a0\u202f]*(%|€|k€|M€|Md€|h|ha|km|km²|m|m²)?$|^[-–—]?$"
)
PAGE, MARGES, LETTRE = 156.0, 4.0, 1.8  # millimètres : la page la plus étroite, une cellule, un signe moyen
_LETTRES = (6, 42)  # une colonne n'est ni plus étroite ni plus large que ces nombres de lettres


def alignements(tableau: Tableau) -> list[str]:
    if tableau.alignements:
        return list(tableau.alignements)
    return ["droite" if _que_des_nombres(c) else "gauche" for c in _colonnes(tableau)]


def largeurs(tableau: Tableau) -> list[float]:
    """Des parts dont la somme fait 1, d'après le mot le plus long et le texte moyen de chaque colonne."""
    parts = list(tableau.largeurs)
    if len(parts) != len(tableau.entetes):
        parts = [
            _part([nu(entete), *textes], textes)
            for entete, textes in zip(tableau.entetes, _colonnes(tableau), strict=True)
        ]
    somme = sum(parts) or 1
    return [round(part / somme, 4) for part in parts]


def cesures(tableau: Tableau) -> list[bool]:
    """Une colonne ne coupe ses mots que si le plus long n'y tient pas."""
    mots = [max((len(m) for t in c for m in t.split()), default=0) for c in _colonnes(tableau)]
    return [mot * LETTRE > part * PAGE - MARGES for mot, part in zip(mots, largeurs(tableau), strict=True)]


def _part(textes: list[str], valeurs: list[str]) -> float:
    """Un nombre ne se coupe pas : sa colonne tient le plus long ; un mot non plus, sauf s'il est démesuré."""
    longueurs = sorted(len(t) for t in textes)
    mot = 1.2 * max((len(m) for t in textes for m in t.split()), default=1)
    nombres = 1.15 * max((len(v) for v in valeurs), default=1) if _que_des_nombres(valeurs) else 1
    usuelle = longueurs[int(len(longueurs) * 0.8)] if longueurs else 1
    return max(min(max(usuelle, mot), _LETTRES[1]), nombres, _LETTRES[0])


def _colonnes(tableau: Tableau) -> list[list[str]]:
    lignes = [*tableau.lignes, *([tableau.total] if tableau.total else [])]
    return [
        [nu(ligne[rang]) if rang < len(ligne) else "" for ligne in lignes]
        for rang in range(len(tableau.entetes))
    ]


def _que_des_nombres(textes: list[str]) -> bool:
    return any(c.isdigit() for t in textes for c in t) and all(_NOMBRE.match(texte) for texte in textes)
