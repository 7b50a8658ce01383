"""Ce que l'accord-cadre a engagé, en euros HT. Rien ici ne connaît la base."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Engagement:
    titulaire: str
    annee: int
    montant: Decimal


@dataclass(frozen=True)
class Consommation:
    """Ce que l'accord-cadre a engagé, en euros HT ; `reste` est inconnu tant que le maximum l'est."""

    total: Decimal
    nb_marches: int
    annees: tuple[int, ...]
    par_titulaire: Mapping[str, Mapping[int, Decimal]]
    reste: Decimal | None

    def total_de(self, titulaire: str) -> Decimal:
        return sum(self.par_titulaire[titulaire].values(), Decimal(0))

    def total_de_l_annee(self, annee: int) -> Decimal:
        return sum((montants.get(annee, Decimal(0)) for montants in self.par_titulaire.values()), Decimal(0))


def consommation(engagements: Iterable[Engagement], maximum: Decimal | None) -> Consommation:
    liste = list(engagements)
    par_titulaire: dict[str, dict[int, Decimal]] = {}
    for e in liste:
        annees = par_titulaire.setdefault(e.titulaire, {})
        annees[e.annee] = annees.get(e.annee, Decimal(0)) + e.montant
    total = sum((e.montant for e in liste), Decimal(0))
    return Consommation(
        total=total,
        nb_marches=len(liste),
        annees=tuple(sorted({e.annee for e in liste})),
        par_titulaire=dict(sorted(par_titulaire.items())),
        reste=None if maximum is None else maximum - total,
    )
