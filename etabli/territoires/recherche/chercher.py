"""Du texte tapé aux territoires trouvés, du plus probable au moins probable."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from rapidfuzz import fuzz

from etabli.territoires.calcul import normaliser
from etabli.territoires.enums import Genre
from etabli.territoires.models import Entree
from etabli.territoires.recherche.moteurs import moteur

GENRES = tuple(Genre.values)
CANDIDATS = 150
SEUIL = 62.0  # sous ce score, les noms ne se ressemblent plus assez pour être proposés
LONGUEUR_MAXIMALE = 80
POIDS_DE_LA_POPULATION = 1.2


@dataclass(frozen=True)
class Renvoi:
    """La commune qui a succédé à celle que l'on cherchait."""

    code: str
    nom: str


@dataclass(frozen=True)
class Trouvaille:
    genre: str
    code: str
    nom: str
    precision: str
    remplacee_par: Renvoi | None = None

    @property
    def url(self) -> str:
        return reverse("territoires:detail", args=[self.genre, self.code])


def chercher(texte: str, *, genres: Sequence[str] = GENRES, limite: int = 10) -> list[Trouvaille]:
    """D'abord ceux dont chaque mot est reconnu, puis ceux qui ressemblent, pour une faute de frappe."""
    cle = lire(texte)
    if not cle:
        return []
    trouvees: dict[tuple[str, ...], Entree] = {}
    for entree in reconnues(cle, genres, limite):
        trouvees.setdefault(identite(entree), entree)
    if len(trouvees) < limite and not cle.replace(" ", "").isdigit():
        for entree in classer(cle, moteur().ressemblants(cle, genres, CANDIDATS)):
            trouvees.setdefault(identite(entree), entree)
    return [trouvaille(e) for e in list(trouvees.values())[:limite]]


def identite(entree: Entree) -> tuple[str, ...]:
    """Une ancienne commune a pu changer de code en changeant de département : on ne la montre qu'une fois."""
    if entree.code_du_successeur:
        return (entree.nom, entree.code_du_successeur)
    return (entree.genre, entree.code)


def lire(texte: str) -> str:
    """Normalise, et recolle un code tapé avec des espaces (SIREN 200 066 389, code postal 50 420)."""
    cle = normaliser(texte[:LONGUEUR_MAXIMALE])
    colle = cle.replace(" ", "")
    return colle if re.fullmatch(r"\d{5}|\d{9}", colle) else cle


def reconnues(cle: str, genres: Sequence[str], limite: int) -> list[Entree]:
    mots = cle.split()
    # Une même commune peut avoir plusieurs entrées : on en lit plus que l'on n'en montre.
    entrees = moteur().par_mots(mots, cle, genres, avec_lieu=False, limite=limite * 4)
    if not entrees and len(mots) > 1:
        # « saint-denis réunion » : les mots en trop sont ceux du département.
        entrees = moteur().par_mots(mots, cle, genres, avec_lieu=True, limite=limite * 4)
    return entrees


def classer(cle: str, entrees: Iterable[Entree]) -> list[Entree]:
    notees = [(note(cle, e), -e.pk, e) for e in entrees]
    return [e for n, _, e in sorted(notees, key=lambda x: x[:2], reverse=True) if n >= SEUIL]


def note(cle: str, entree: Entree) -> float:
    """La ressemblance des deux écritures, dans l'ordre ou non ; la population départage à peine."""
    longueur = len(cle)
    ressemblance = max(
        fuzz.ratio(cle, entree.cle),
        fuzz.token_sort_ratio(cle, entree.cle) - 1,
        # On tape souvent le début du nom.
        fuzz.ratio(cle, entree.cle[:longueur]) - 4 if longueur >= 4 else 0,
    )
    # On se trompe rarement sur la première lettre.
    initiale = 3 if cle[:1] == entree.cle[:1] else 0
    return ressemblance + initiale + math.log10(entree.poids + 1) * POIDS_DE_LA_POPULATION


def trouvaille(entree: Entree) -> Trouvaille:
    renvoi = (
        Renvoi(entree.code_du_successeur, entree.nom_du_successeur) if entree.code_du_successeur else None
    )
    return Trouvaille(entree.genre, entree.code, entree.nom, entree.precision, renvoi)
