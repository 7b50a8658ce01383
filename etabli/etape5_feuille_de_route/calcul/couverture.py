"""La part des contributions qui ont reçu une suite ; les parts vont de 0 à 1."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Couverture:
    """Combien de contributions ont reçu une suite."""

    nb_dites: int
    nb_suivies: int

    @property
    def part(self) -> float:
        return self.nb_suivies / self.nb_dites if self.nb_dites else 0.0


def couverture(
    dites: Mapping[Hashable, str], suivies: Iterable[Hashable]
) -> tuple[Couverture, dict[str, Couverture]]:
    """La couverture de l'ensemble et celle de chaque groupe ; `dites` donne le groupe de chaque contribution.

    Ce qui est suivi sans avoir été dit (une contribution masquée depuis) ne compte pas.
    """
    retenues = set(suivies) & set(dites)
    groupes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for cle, groupe in dites.items():
        groupes[groupe][0] += 1
        groupes[groupe][1] += cle in retenues
    detail = {groupe: Couverture(*comptes) for groupe, comptes in sorted(groupes.items())}
    return Couverture(len(dites), len(retenues)), detail
