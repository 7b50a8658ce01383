"""Ce qui se calcule d'une feuille de route sans la base : financement, couverture, dépendances, classement.

Les montants sont des décimaux en euros hors taxes ; les taux et parts vont de 0 à 1.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class LigneDeFinancement:
    financeur: str
    demande: Decimal = ZERO
    obtenu: Decimal = ZERO
    paye: Decimal = ZERO


@dataclass(frozen=True)
class PlanDeFinancement:
    """`cout` est le haut de la fourchette : on ne se dit financé que si le plus cher l'est."""

    cout: Decimal | None
    demande: Decimal
    obtenu: Decimal
    paye: Decimal

    @property
    def reste_a_trouver(self) -> Decimal | None:
        """Ce que personne n'a encore accordé ; jamais négatif. Inconnu si le coût l'est."""
        return None if self.cout is None else max(ZERO, self.cout - self.obtenu)

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


def plan(cout: Decimal | None, lignes: Iterable[LigneDeFinancement]) -> PlanDeFinancement:
    lignes = list(lignes)
    return PlanDeFinancement(
        cout,
        sum((ligne.demande for ligne in lignes), ZERO),
        sum((ligne.obtenu for ligne in lignes), ZERO),
        sum((ligne.paye for ligne in lignes), ZERO),
    )


def somme(plans: Iterable[PlanDeFinancement]) -> PlanDeFinancement:
    """Le total de plusieurs plans ; un coût inconnu n'est pas compté, il n'est pas pris pour zéro."""
    plans = list(plans)
    couts = [p.cout for p in plans if p.cout is not None]
    return PlanDeFinancement(
        sum(couts, ZERO) if couts else None,
        sum((p.demande for p in plans), ZERO),
        sum((p.obtenu for p in plans), ZERO),
        sum((p.paye for p in plans), ZERO),
    )


def par_financeur(lignes: Iterable[LigneDeFinancement]) -> list[LigneDeFinancement]:
    """Une ligne par financeur, le plus sollicité d'abord, puis par nom."""
    totaux: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for ligne in lignes:
        total = totaux[ligne.financeur]
        for place, montant in enumerate((ligne.demande, ligne.obtenu, ligne.paye)):
            total[place] += montant
    reunies = [LigneDeFinancement(nom, *montants) for nom, montants in totaux.items()]
    return sorted(reunies, key=lambda ligne: (-ligne.demande, ligne.financeur))


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


@dataclass(frozen=True)
class ActionDatee:
    cle: int
    titre: str
    debut_le: date | None = None
    fin_le: date | None = None
    depend_de: tuple[int, ...] = ()


def boucles(actions: Iterable[ActionDatee]) -> list[list[int]]:
    """Les dépendances qui tournent en rond, une liste de clés par boucle ; vide quand tout s'ordonne."""
    voisins = {a.cle: list(a.depend_de) for a in actions}
    etat: dict[int, int] = {}
    trouvees: list[list[int]] = []

    def visiter(cle: int, chemin: list[int]) -> None:
        etat[cle] = 1
        for suivante in voisins.get(cle, []):
            if suivante not in voisins:
                continue
            if etat.get(suivante) == 1:
                trouvees.append(chemin[chemin.index(suivante) :] if suivante in chemin else [suivante])
            elif suivante not in etat:
                visiter(suivante, [*chemin, suivante])
        etat[cle] = 2

    for cle in voisins:
        if cle not in etat:
            visiter(cle, [cle])
    return trouvees


def conflits_de_dates(actions: Iterable[ActionDatee]) -> list[tuple[ActionDatee, ActionDatee]]:
    """Les couples (action, ce dont elle dépend) où l'action commence avant que l'autre ne finisse."""
    par_cle = {a.cle: a for a in actions}
    return [
        (action, requise)
        for action in par_cle.values()
        for cle in action.depend_de
        if (requise := par_cle.get(cle)) and action.debut_le and requise.fin_le
        if action.debut_le < requise.fin_le
    ]


@dataclass(frozen=True)
class Critere:
    nom: str
    poids: float


def classement(notes: Mapping[int, Sequence[float]], criteres: Sequence[Critere]) -> list[tuple[int, float]]:
    """Le score pondéré de chaque action, la meilleure d'abord ; à égalité, l'ordre des clés.

    Lève ValueError si les poids sont nuls ou si une action n'a pas une note par critère.
    """
    total = sum(c.poids for c in criteres)
    if total <= 0:
        raise ValueError("Il faut au moins un critère de poids positif.")
    if any(len(valeurs) != len(criteres) for valeurs in notes.values()):
        raise ValueError("Chaque action a une note par critère.")
    scores = {
        cle: sum(n * c.poids for n, c in zip(valeurs, criteres, strict=True)) / total
        for cle, valeurs in notes.items()
    }
    return sorted(scores.items(), key=lambda couple: (-couple[1], couple[0]))
