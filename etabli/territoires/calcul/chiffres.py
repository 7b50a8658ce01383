"""Ce que l'on tire des mesures : parts, densités, évolutions ; jamais un chiffre si une partie manque."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TAILLES = ((0, 500), (500, 2000), (2000, 10_000), (10_000, 50_000), (50_000, None))


@dataclass(frozen=True)
class Valeur:
    """Une somme sur un territoire ; `nb` communes comptées sur `total` : incomplète, elle ne se montre pas."""

    valeur: float
    nb: int
    total: int
    origine: int = 0

    @property
    def est_complete(self) -> bool:
        return self.nb >= self.total


Series = Mapping[str, Mapping[int, Valeur]]


def complete(series: Series, indicateur: str, annee: int) -> float | None:
    lue = series.get(indicateur, {}).get(annee)
    return lue.valeur if lue is not None and lue.est_complete else None


def annees_completes(series: Series, indicateur: str) -> list[int]:
    return sorted(a for a, v in series.get(indicateur, {}).items() if v.est_complete)


def derniere_annee_commune(tous: Sequence[Series], indicateurs: Sequence[str]) -> int | None:
    """La plus récente où chaque indicateur est complet partout : on ne compare que le comparable."""
    communes: set[int] | None = None
    for series in tous:
        for indicateur in indicateurs:
            annees = set(annees_completes(series, indicateur))
            communes = annees if communes is None else communes & annees
    return max(communes) if communes else None


def rapport(
    series: Series, hauts: Sequence[str], bas: str, annee: int, annee_du_bas: int | None = None
) -> float | None:
    """La somme des premiers rapportée au dernier ; rien s'il en manque un, ou si l'on divise par zéro."""
    parties = [complete(series, i, annee) for i in hauts]
    base = complete(series, bas, annee if annee_du_bas is None else annee_du_bas)
    if base is None or base == 0 or any(p is None for p in parties):
        return None
    return sum(p for p in parties if p is not None) / base


def evolution_annuelle(depart: float | None, arrivee: float | None, nb_ans: int) -> float | None:
    """Le taux moyen par an, composé : 0,01 pour 1 % ; rien sans départ positif."""
    if depart is None or arrivee is None or depart <= 0 or arrivee < 0 or nb_ans <= 0:
        return None
    return float((arrivee / depart) ** (1 / nb_ans) - 1)


def annee_de_depart(annees: Sequence[int], arrivee: int, nb_ans: int = 10) -> int | None:
    """L'année la plus proche de `arrivee - nb_ans`, au moins trois ans avant."""
    possibles = [a for a in annees if a <= arrivee - 3]
    return min(possibles, key=lambda a: (abs(arrivee - nb_ans - a), a)) if possibles else None


def classe_de_taille(population: int) -> int:
    return next(
        rang
        for rang, (bas, haut) in enumerate(TAILLES)
        if population >= bas and (haut is None or population < haut)
    )
