"""Le plan de financement : ce que cela coûte, ce qui est demandé, obtenu, payé, et ce qui manque.

Les montants sont des décimaux en euros hors taxes ; les taux vont de 0 à 1.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

ZERO = Decimal(0)
CENTIME = Decimal("0.01")


@dataclass(frozen=True)
class LigneDeFinancement:
    financeur: str
    demande: Decimal = ZERO
    obtenu: Decimal = ZERO
    paye: Decimal = ZERO
    dispositif: str = ""


@dataclass(frozen=True)
class PlanDeFinancement:
    """`cout` est le haut de la fourchette : on ne se dit financé que si le plus cher l'est."""

    cout: Decimal | None
    demande: Decimal = ZERO
    obtenu: Decimal = ZERO
    paye: Decimal = ZERO
    cout_bas: Decimal | None = None

    @property
    def cout_milieu(self) -> Decimal | None:
        """Le milieu de la fourchette ; le seul coût connu quand il n'y en a qu'un."""
        bornes = [cout for cout in (self.cout_bas, self.cout) if cout is not None]
        return sum(bornes, ZERO) / len(bornes) if bornes else None

    @property
    def reste_a_trouver(self) -> Decimal | None:
        """Ce que personne n'a encore accordé ; jamais négatif. Inconnu si le coût l'est."""
        return None if self.cout is None else max(ZERO, self.cout - self.obtenu)

    @property
    def reste_au_milieu(self) -> Decimal | None:
        milieu = self.cout_milieu
        return None if milieu is None else max(ZERO, milieu - self.obtenu)

    @property
    def reste_a_demander(self) -> Decimal | None:
        return None if self.cout is None else max(ZERO, self.cout - self.demande)

    @property
    def excedent(self) -> Decimal:
        """Ce qui est accordé au-delà du coût : une erreur de saisie, ou un financement à réduire."""
        return ZERO if self.cout is None else max(ZERO, self.obtenu - self.cout)

    @property
    def taux_obtenu(self) -> Decimal | None:
        return None if not self.cout else min(Decimal(1), self.obtenu / self.cout)

    @property
    def taux_demande(self) -> Decimal | None:
        return None if not self.cout else min(Decimal(1), self.demande / self.cout)


def plan(
    cout: Decimal | None, lignes: Iterable[LigneDeFinancement], cout_bas: Decimal | None = None
) -> PlanDeFinancement:
    lignes = list(lignes)
    return PlanDeFinancement(
        cout,
        sum((ligne.demande for ligne in lignes), ZERO),
        sum((ligne.obtenu for ligne in lignes), ZERO),
        sum((ligne.paye for ligne in lignes), ZERO),
        cout_bas,
    )


@dataclass(frozen=True)
class Total:
    """Plusieurs plans ensemble. Les restes s'ajoutent : l'excédent d'une action n'en finance pas une autre.

    Un coût inconnu n'est pas compté, il n'est pas pris pour zéro : `nb_sans_cout` le dit.
    """

    plans: tuple[PlanDeFinancement, ...]

    @property
    def nb_sans_cout(self) -> int:
        return sum(p.cout is None for p in self.plans)

    @property
    def cout(self) -> Decimal | None:
        return _total(p.cout for p in self.plans)

    @property
    def cout_bas(self) -> Decimal | None:
        """Une action chiffrée d'un seul montant l'apporte aux deux bouts de la fourchette."""
        return _total(p.cout if p.cout_bas is None else p.cout_bas for p in self.plans)

    @property
    def demande(self) -> Decimal:
        return sum((p.demande for p in self.plans), ZERO)

    @property
    def obtenu(self) -> Decimal:
        return sum((p.obtenu for p in self.plans), ZERO)

    @property
    def paye(self) -> Decimal:
        return sum((p.paye for p in self.plans), ZERO)

    @property
    def reste_a_trouver(self) -> Decimal | None:
        return _total(p.reste_a_trouver for p in self.plans)

    @property
    def reste_a_demander(self) -> Decimal | None:
        return _total(p.reste_a_demander for p in self.plans)

    @property
    def excedent(self) -> Decimal:
        return sum((p.excedent for p in self.plans), ZERO)

    @property
    def taux_obtenu(self) -> Decimal | None:
        """La part du coût connu qui est couverte."""
        if not self.cout or self.reste_a_trouver is None:
            return None
        return 1 - self.reste_a_trouver / self.cout


def somme(plans: Iterable[PlanDeFinancement]) -> Total:
    return Total(tuple(plans))


def _total(couts: Iterable[Decimal | None]) -> Decimal | None:
    connus = [cout for cout in couts if cout is not None]
    return sum(connus, ZERO) if connus else None


def par_financeur(lignes: Iterable[LigneDeFinancement]) -> list[LigneDeFinancement]:
    """Une ligne par financeur, le plus sollicité d'abord, puis par nom."""
    totaux: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for ligne in lignes:
        total = totaux[ligne.financeur]
        for place, montant in enumerate((ligne.demande, ligne.obtenu, ligne.paye)):
            total[place] += montant
    reunies = [
        LigneDeFinancement(nom, demande, obtenu, paye) for nom, (demande, obtenu, paye) in totaux.items()
    ]
    return sorted(reunies, key=lambda ligne: (-ligne.demande, ligne.financeur))


def par_annee(cout: Decimal, debut_le: date, fin_le: date) -> dict[int, Decimal]:
    """Le coût réparti au prorata des jours de chaque année, au centime ; la somme est toujours le coût."""
    jours = {
        annee: (min(fin_le, date(annee, 12, 31)) - max(debut_le, date(annee, 1, 1)) + timedelta(1)).days
        for annee in range(debut_le.year, fin_le.year + 1)
    }
    total = sum(jours.values())
    parts = {annee: (cout * nb / total).quantize(CENTIME, ROUND_DOWN) for annee, nb in jours.items()}
    parts[fin_le.year] += cout - sum(parts.values(), ZERO)
    return parts


def ecart_des_annees(cout: Decimal | None, annees: Mapping[int, Decimal]) -> Decimal:
    """Ce qui manque (ou dépasse, en négatif) pour que les années fassent le coût ; zéro quand rien n'est réparti."""
    return (cout or ZERO) - sum(annees.values(), ZERO) if annees else ZERO


def annees_de(
    cout: Decimal | None, saisies: Mapping[int, Decimal], debut_le: date | None, fin_le: date | None
) -> dict[int, Decimal]:
    """Les années écrites si elles font le coût ; sinon le prorata des jours ; vide sans l'un ni l'autre."""
    if cout is None:
        return {}
    if saisies and not ecart_des_annees(cout, saisies):
        return dict(saisies)
    return par_annee(cout, debut_le, fin_le) if debut_le and fin_le else {}


def somme_par_annee(repartitions: Iterable[Mapping[int, Decimal]]) -> dict[int, Decimal]:
    """Année par année, sans trou : une année où rien n'est prévu vaut zéro."""
    totaux: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for repartition in repartitions:
        for annee, montant in repartition.items():
            totaux[annee] += montant
    return {annee: totaux[annee] for annee in range(min(totaux), max(totaux) + 1)} if totaux else {}


@dataclass(frozen=True)
class PartDeFinanceur:
    """Ce qu'un financeur apporte, rapporté à ce qu'on lui demande et au coût de l'ensemble."""

    ligne: LigneDeFinancement
    cout: Decimal | None

    @property
    def taux_accorde(self) -> Decimal | None:
        return self.ligne.obtenu / self.ligne.demande if self.ligne.demande else None

    @property
    def part_du_cout(self) -> Decimal | None:
        return self.ligne.obtenu / self.cout if self.cout else None


def taux_d_aides(cout: Decimal | None, lignes: Iterable[LigneDeFinancement], porteur: str) -> Decimal | None:
    """La part du coût demandée ou obtenue d'autres que le maître d'ouvrage ; inconnue sans coût.

    De chaque ligne on retient le plus grand des deux montants : une aide accordée sans avoir été demandée compte.
    """
    if not cout:
        return None
    aides = (max(x.demande, x.obtenu) for x in lignes if x.financeur.casefold() != porteur.casefold())
    return sum(aides, ZERO) / cout
