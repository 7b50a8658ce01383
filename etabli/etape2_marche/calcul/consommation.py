"""Ce que l'accord-cadre engage, ce qui en est facturé et payé, en euros HT. Rien ici ne connaît la base."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
JOURS_PAR_MOIS = Decimal("30.4375")


@dataclass(frozen=True)
class Engagement:
    """Un marché notifié : son prix actuel, avenants compris, et où en sont ses factures."""

    titulaire: str
    annee: int
    montant: Decimal
    region: str = ""
    facture: Decimal = ZERO
    paye: Decimal = ZERO


@dataclass(frozen=True)
class Cumul:
    """Le total d'une ligne de tableau."""

    nom: str
    nb_marches: int
    engage: Decimal
    facture: Decimal
    paye: Decimal

    @property
    def reste_a_payer(self) -> Decimal:
        return self.engage - self.paye


@dataclass(frozen=True)
class Consommation:
    """Ce que l'accord-cadre a engagé, en euros HT ; `reste` est inconnu tant que le maximum l'est."""

    total: Decimal
    nb_marches: int
    annees: tuple[int, ...]
    par_titulaire: Mapping[str, Mapping[int, Decimal]]
    reste: Decimal | None
    facture: Decimal = ZERO
    paye: Decimal = ZERO
    titulaires: tuple[Cumul, ...] = ()
    regions: tuple[Cumul, ...] = ()
    par_annee: tuple[Cumul, ...] = field(default=())

    def total_de(self, titulaire: str) -> Decimal:
        return sum(self.par_titulaire[titulaire].values(), ZERO)

    def total_de_l_annee(self, annee: int) -> Decimal:
        return sum((montants.get(annee, ZERO) for montants in self.par_titulaire.values()), ZERO)


def _cumuls(engagements: list[Engagement], cle: Callable[[Engagement], str]) -> tuple[Cumul, ...]:
    groupes: dict[str, list[Engagement]] = {}
    for e in engagements:
        groupes.setdefault(cle(e), []).append(e)
    return tuple(
        Cumul(
            nom,
            len(membres),
            sum((m.montant for m in membres), ZERO),
            sum((m.facture for m in membres), ZERO),
            sum((m.paye for m in membres), ZERO),
        )
        for nom, membres in sorted(groupes.items())
    )


def consommation(engagements: Iterable[Engagement], maximum: Decimal | None) -> Consommation:
    liste = list(engagements)
    par_titulaire: dict[str, dict[int, Decimal]] = {}
    for e in liste:
        annees = par_titulaire.setdefault(e.titulaire, {})
        annees[e.annee] = annees.get(e.annee, ZERO) + e.montant
    total = sum((e.montant for e in liste), ZERO)
    return Consommation(
        total=total,
        nb_marches=len(liste),
        annees=tuple(sorted({e.annee for e in liste})),
        par_titulaire=dict(sorted(par_titulaire.items())),
        reste=None if maximum is None else maximum - total,
        facture=sum((e.facture for e in liste), ZERO),
        paye=sum((e.paye for e in liste), ZERO),
        titulaires=_cumuls(liste, lambda e: e.titulaire),
        regions=_cumuls(liste, lambda e: e.region or "Région non précisée"),
        par_annee=_cumuls(liste, lambda e: str(e.annee)),
    )


@dataclass(frozen=True)
class Prevision:
    """Où l'accord-cadre en serait à son terme, au rythme observé depuis son début, en euros HT.

    Une règle de trois, dite comme telle : `par_mois` est l'engagement moyen, `au_terme` ce qui serait engagé ;
    `marge` peut être négative : le maximum serait alors atteint avant le terme.
    """

    par_mois: Decimal
    mois_ecoules: Decimal
    mois_restants: Decimal
    en_passation: Decimal
    au_terme: Decimal
    marge: Decimal | None
    mois_avant_le_maximum: Decimal | None

    @property
    def depasse(self) -> bool:
        return self.marge is not None and self.marge < 0


def prevision(
    engage: Decimal,
    *,
    debut: date,
    fin: date,
    au: date,
    en_passation: Decimal = ZERO,
    maximum: Decimal | None = None,
) -> Prevision | None:
    """Rien avant un mois d'existence : une moyenne sur quelques jours ne dirait rien."""
    ecoules = Decimal((min(au, fin) - debut).days) / JOURS_PAR_MOIS
    if ecoules < 1:
        return None
    restants = max(ZERO, Decimal((fin - au).days) / JOURS_PAR_MOIS)
    par_mois = engage / ecoules
    au_terme = engage + max(en_passation, par_mois * restants)
    disponible = None if maximum is None else maximum - engage
    return Prevision(
        par_mois=par_mois,
        mois_ecoules=ecoules,
        mois_restants=restants,
        en_passation=en_passation,
        au_terme=au_terme,
        marge=None if maximum is None else maximum - au_terme,
        mois_avant_le_maximum=disponible / par_mois if disponible is not None and par_mois else None,
    )
