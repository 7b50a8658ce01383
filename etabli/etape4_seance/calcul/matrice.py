"""La matrice : où la salle place chaque proposition, entre ce qu'elle change et la peine qu'elle demande.

Chaque bulletin donne deux notes de 1 à 5. On retient les médianes : un avis extrême ne déplace pas la place
de tous. La médiane paire est la moyenne des deux du milieu, puisque la grille est une mesure.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

NOTES = range(1, 6)
MILIEU = 3.0


class Quadrant(Enum):
    """Ce qu'on en fait, dit en un mot ; sur une ligne médiane, on est du bon côté."""

    ENGAGER = "À engager"
    PREPARER = "À préparer"
    SAISIR = "À saisir en passant"
    ECARTER = "À écarter pour l'instant"


@dataclass(frozen=True)
class Place(Generic[K]):
    cle: K
    impact: float | None
    faisabilite: float | None
    nb: int

    @property
    def quadrant(self) -> Quadrant | None:
        if self.impact is None or self.faisabilite is None:
            return None
        if self.impact >= MILIEU:
            return Quadrant.ENGAGER if self.faisabilite >= MILIEU else Quadrant.PREPARER
        return Quadrant.SAISIR if self.faisabilite >= MILIEU else Quadrant.ECARTER


def placer(notes: Mapping[K, Sequence[tuple[int, int]]]) -> list[Place[K]]:
    """Pour chaque proposition, les médianes de ses paires (impact, faisabilité) ; les plus utiles d'abord.

    Sans aucune paire, la proposition vient à la fin, sans place. À places égales, l'ordre reçu est gardé.
    """
    places = [
        Place(
            cle,
            float(median(impact for impact, _ in paires)) if paires else None,
            float(median(faisabilite for _, faisabilite in paires)) if paires else None,
            len(paires),
        )
        for cle, paires in notes.items()
    ]
    return sorted(places, key=lambda p: (p.impact is None, -(p.impact or 0), -(p.faisabilite or 0)))
