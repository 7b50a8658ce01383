"""Croiser deux façons de ranger les mêmes choses."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Ranger = Callable[[Any], tuple[Hashable, str]]


@dataclass(frozen=True)
class Matrice(Generic[T]):
    """`cases[ligne][colonne]` : ce qui est à la fois ici et là ; tout y est, une fois et une seule."""

    lignes: tuple[str, ...]
    colonnes: tuple[str, ...]
    cases: tuple[tuple[tuple[T, ...], ...], ...]

    @property
    def totaux_des_lignes(self) -> list[int]:
        return [sum(map(len, rangee)) for rangee in self.cases]

    @property
    def totaux_des_colonnes(self) -> list[int]:
        return [sum(len(rangee[n]) for rangee in self.cases) for n in range(len(self.colonnes))]

    @property
    def total(self) -> int:
        return sum(self.totaux_des_lignes)


def croiser(elements: Iterable[T], en_ligne: Ranger, en_colonne: Ranger) -> Matrice[T]:
    """Chaque façon de ranger rend une clé de tri et le nom montré ; seules paraissent celles qui servent."""
    elements = list(elements)
    lignes, colonnes = (_rangs(elements, ranger) for ranger in (en_ligne, en_colonne))
    cases: list[list[list[T]]] = [[[] for _ in colonnes] for _ in lignes]
    for element in elements:
        cases[lignes.index(en_ligne(element))][colonnes.index(en_colonne(element))].append(element)
    return Matrice(
        tuple(nom for _, nom in lignes),
        tuple(nom for _, nom in colonnes),
        tuple(tuple(tuple(case) for case in rangee) for rangee in cases),
    )


def _rangs(elements: Sequence[T], ranger: Ranger) -> list[tuple[Hashable, str]]:
    return sorted({ranger(e) for e in elements}, key=lambda rang: rang)
