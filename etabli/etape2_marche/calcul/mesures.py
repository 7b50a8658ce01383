"""Ce que l'on mesure avant de décider : l'écart entre évaluateurs, l'écart d'un prix aux autres."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median


@dataclass(frozen=True)
class Dispersion:
    """Les notes individuelles d'une offre sur un critère : ce dont le consensus doit parler d'abord."""

    nb: int
    minimum: Decimal
    maximum: Decimal
    mediane: Decimal

    @property
    def etendue(self) -> Decimal:
        return self.maximum - self.minimum


def dispersion(notes: Iterable[Decimal]) -> Dispersion | None:
    liste = sorted(notes)
    if not liste:
        return None
    return Dispersion(len(liste), liste[0], liste[-1], Decimal(median(liste)))


def ecarts_de_prix(prix: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Pour chaque offre, l'écart de son prix à la moyenne des autres (−0,25 : un quart de moins).

    Vide s'il n'y a qu'une offre : rien à quoi la comparer. C'est un repère, la loi n'en fixe pas le seuil ici.
    """
    if len(prix) < 2:
        return {}
    total = sum(prix.values(), Decimal(0))
    moyennes = {cle: (total - valeur) / (len(prix) - 1) for cle, valeur in prix.items()}
    return {cle: valeur / moyennes[cle] - 1 for cle, valeur in prix.items()}
