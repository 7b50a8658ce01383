"""L'argent et le temps d'un marché qui s'exécute, en euros HT et en jours. Rien ici ne connaît la base.

Un prix ne change que par avenant ; ce qui est dû se lit par phase, et l'avance se rembourse sur les factures.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENTIME = Decimal("0.01")
ZERO = Decimal(0)


def arrondi(montant: Decimal) -> Decimal:
    """Au centime, la moitié vers le haut."""
    return montant.quantize(CENTIME, rounding=ROUND_HALF_UP)


def tva(montant_ht: Decimal, taux: Decimal) -> Decimal:
    return arrondi(montant_ht * taux / 100)


def ttc(montant_ht: Decimal, taux: Decimal) -> Decimal:
    return arrondi(montant_ht) + tva(montant_ht, taux)


@dataclass(frozen=True)
class Poste:
    """Une phase : son prix d'origine, et ce que les avenants notifiés y ajoutent ou en retirent."""

    cle: int
    intitule: str
    prix: Decimal
    ecarts: Decimal = ZERO

    @property
    def prix_actuel(self) -> Decimal:
        return self.prix + self.ecarts


@dataclass(frozen=True)
class Demande:
    """Une facture qui n'a pas été retournée : ses lignes (phase, montant) et ce qui en est déduit."""

    lignes: tuple[tuple[int, Decimal], ...] = ()
    avance: Decimal = ZERO
    reprise: Decimal = ZERO
    retenue: Decimal = ZERO
    est_payee: bool = False
    taux: Decimal = Decimal(20)

    @property
    def brut(self) -> Decimal:
        return sum((montant for _, montant in self.lignes), ZERO)

    @property
    def net(self) -> Decimal:
        """Ce qui est à payer, hors taxes."""
        return self.brut + self.avance - self.reprise - self.retenue

    @property
    def net_ttc(self) -> Decimal:
        return ttc(self.net, self.taux)


@dataclass(frozen=True)
class LigneDeBilan:
    poste: Poste
    facture: Decimal
    paye: Decimal

    @property
    def reste(self) -> Decimal:
        """Ce qui peut encore être facturé sur cette phase."""
        return self.poste.prix_actuel - self.facture


@dataclass(frozen=True)
class Bilan:
    """Le marché en un regard, HT : `facture` est le brut des prestations, `paye` ce qui est sorti de la caisse."""

    lignes: tuple[LigneDeBilan, ...]
    prix_initial: Decimal
    avenants: Decimal
    facture: Decimal
    paye: Decimal
    paye_ttc: Decimal
    retenues: Decimal
    refactions: Decimal
    avance_a_rembourser: Decimal

    @property
    def prix_actuel(self) -> Decimal:
        return self.prix_initial + self.avenants

    @property
    def reste_a_facturer(self) -> Decimal:
        return self.prix_actuel - self.facture

    @property
    def paye_brut(self) -> Decimal:
        return sum((ligne.paye for ligne in self.lignes), ZERO)

    @property
    def part_des_avenants(self) -> Decimal:
        """La variation cumulée, rapportée au prix d'origine."""
        return self.avenants / self.prix_initial if self.prix_initial else ZERO

    @property
    def refactions_a_retenir(self) -> Decimal:
        """Les réfactions décidées qui n'ont pas encore été retenues sur une facture."""
        return max(ZERO, self.refactions - self.retenues)

    def reste_de(self, cle: int) -> Decimal:
        return next((ligne.reste for ligne in self.lignes if ligne.poste.cle == cle), ZERO)


def bilan(
    postes: Sequence[Poste],
    demandes: Iterable[Demande],
    *,
    prix_initial: Decimal,
    avenants: Decimal = ZERO,
    refactions: Decimal = ZERO,
) -> Bilan:
    """Ce qui est facturé, payé et reste dû, phase par phase. Les factures retournées n'y entrent pas."""
    liste = list(demandes)
    facture: dict[int, Decimal] = {}
    paye: dict[int, Decimal] = {}
    for demande in liste:
        for cle, montant in demande.lignes:
            facture[cle] = facture.get(cle, ZERO) + montant
            if demande.est_payee:
                paye[cle] = paye.get(cle, ZERO) + montant
    payees = [d for d in liste if d.est_payee]
    return Bilan(
        lignes=tuple(LigneDeBilan(p, facture.get(p.cle, ZERO), paye.get(p.cle, ZERO)) for p in postes),
        prix_initial=prix_initial,
        avenants=avenants,
        facture=sum((d.brut for d in liste), ZERO),
        paye=sum((d.net for d in payees), ZERO),
        paye_ttc=sum((d.net_ttc for d in payees), ZERO),
        retenues=sum((d.retenue for d in liste), ZERO),
        refactions=refactions,
        avance_a_rembourser=sum((d.avance - d.reprise for d in liste), ZERO),
    )


def ajouter_des_mois(jour: date, mois: int) -> date:
    """Le même quantième ; le dernier jour du mois quand il n'existe pas."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, rang_du_mois = divmod(rang, 12)
    return date(annee, rang_du_mois + 1, min(jour.day, monthrange(annee, rang_du_mois + 1)[1]))


@dataclass(frozen=True)
class Arret:
    """Une suspension ; sans fin, elle court encore."""

    debut: date
    fin: date | None = None

    def jours(self, au: date) -> int:
        return max(0, ((self.fin or au) - self.debut).days)


def suspensions(ordres: Iterable[tuple[date, bool]]) -> list[Arret]:
    """Des ordres datés (jour d'effet, est une suspension) aux périodes suspendues ; un doublon ne compte pas."""
    arrets: list[Arret] = []
    ouvert: date | None = None
    for jour, est_suspension in sorted(ordres, key=lambda o: o[0]):
        if est_suspension and ouvert is None:
            ouvert = jour
        elif not est_suspension and ouvert is not None:
            arrets.append(Arret(ouvert, jour))
            ouvert = None
    return [*arrets, Arret(ouvert)] if ouvert else arrets


def fin_prevue(debut: date, mois: int, arrets: Iterable[Arret] = (), *, au: date) -> date:
    """Le terme du marché : sa durée, plus le temps où il était suspendu."""
    return ajouter_des_mois(debut, mois) + timedelta(days=sum(a.jours(au) for a in arrets))
