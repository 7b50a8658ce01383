"""Un classement qui dit ses ex æquo."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Rang(Generic[K]):
    place: int
    cle: K
    total: int
    est_ex_aequo: bool


def classer(totaux: Mapping[K, int]) -> list[Rang[K]]:
    """Du plus grand au plus petit ; deux totaux égaux ont la même place, la suivante est sautée (1, 2, 2, 4).

    À total égal, l'ordre reçu est gardé.
    """
    valeurs = list(totaux.values())
    return [
        Rang(1 + sum(autre > total for autre in valeurs), cle, total, valeurs.count(total) > 1)
        for cle, total in sorted(totaux.items(), key=lambda paire: -paire[1])
    ]
