"""Noter les prix, classer les offres, mesurer ce qui change le classement. Rien ici ne connaît la base.

Les notes et les prix sont des Decimal. Les totaux sont comparés exactement (Fraction) : ni l'ordre des
offres, ni l'unité des poids ne changent un rang, et aucun arrondi ne crée ou ne cache une égalité.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

CENTIEME = Decimal("0.01")


@dataclass(frozen=True)
class Critere:
    cle: int
    poids: Decimal
    est_prix: bool = False
    nom: str = ""


@dataclass(frozen=True)
class Offre:
    """Une offre recevable : son prix HT en euros et sa note sur chaque critère autre que le prix."""

    cle: int
    prix: Decimal
    notes: Mapping[int, Decimal]
    nom: str = ""


@dataclass(frozen=True)
class Bareme:
    criteres: tuple[Critere, ...]
    regle: str
    note_maximale: Decimal


@dataclass(frozen=True)
class Ligne:
    """Le rang d'une offre ; `notes` et `points` par critère, `total` sur 100."""

    cle: int
    rang: int
    exact: Fraction
    total: Decimal
    notes: Mapping[int, Decimal]
    points: Mapping[int, Decimal]
    est_ex_aequo: bool = False
    nom: str = ""


def note_proportionnelle(prix: Decimal, plus_bas: Decimal, maximum: Decimal) -> Decimal:
    return maximum * plus_bas / prix


def note_lineaire(prix: Decimal, plus_bas: Decimal, maximum: Decimal) -> Decimal:
    return max(Decimal(0), maximum * (2 - prix / plus_bas))


REGLES: dict[str, Callable[[Decimal, Decimal, Decimal], Decimal]] = {
    "proportionnelle": note_proportionnelle,
    "lineaire": note_lineaire,
}


def note_de_prix(prix: Decimal, plus_bas: Decimal, regle: str, maximum: Decimal) -> Decimal:
    """La note du prix, au centième. Lève ValueError si un prix n'est pas positif ou la règle inconnue."""
    if prix <= 0 or plus_bas <= 0:
        raise ValueError("Un prix est un montant positif.")
    if regle not in REGLES:
        raise ValueError(f"Règle de prix inconnue : {regle}.")
    return REGLES[regle](prix, plus_bas, maximum).quantize(CENTIEME, ROUND_HALF_UP)


def classer(offres: Iterable[Offre], bareme: Bareme) -> list[Ligne]:
    """Le classement, premier d'abord. Deux totaux égaux ont le même rang, le suivant saute (1, 1, 3).

    Lève ValueError si les poids ne sont pas positifs ou s'il manque une note.
    """
    liste = list(offres)
    if not liste:
        return []
    if not bareme.criteres or any(c.poids <= 0 for c in bareme.criteres):
        raise ValueError("Chaque critère a un poids positif.")
    plus_bas = min(o.prix for o in liste)
    lignes = [_ligne(offre, bareme, plus_bas) for offre in liste]
    totaux = sorted((ligne.exact for ligne in lignes), reverse=True)
    decimales = _decimales(totaux)
    rangees = [
        replace(
            ligne,
            rang=totaux.index(ligne.exact) + 1,
            total=_arrondi(ligne.exact, decimales),
            est_ex_aequo=totaux.count(ligne.exact) > 1,
        )
        for ligne in lignes
    ]
    return sorted(rangees, key=lambda ligne: (ligne.rang, ligne.cle))


def _ligne(offre: Offre, bareme: Bareme, plus_bas: Decimal) -> Ligne:
    notes: dict[int, Decimal] = {}
    for critere in bareme.criteres:
        if critere.est_prix:
            notes[critere.cle] = note_de_prix(offre.prix, plus_bas, bareme.regle, bareme.note_maximale)
        elif critere.cle in offre.notes:
            notes[critere.cle] = offre.notes[critere.cle]
        else:
            raise ValueError(f"Il manque une note à l'offre {offre.nom or offre.cle}.")
    somme = sum(Fraction(c.poids) for c in bareme.criteres)
    exacts = {
        c.cle: Fraction(100)
        * Fraction(c.poids)
        / somme
        * Fraction(notes[c.cle])
        / Fraction(bareme.note_maximale)
        for c in bareme.criteres
    }
    points = {cle: _arrondi(valeur, 2) for cle, valeur in exacts.items()}
    return Ligne(offre.cle, 0, sum(exacts.values(), Fraction(0)), Decimal(0), notes, points, nom=offre.nom)


def _arrondi(valeur: Fraction, decimales: int) -> Decimal:
    exacte = Decimal(valeur.numerator) / Decimal(valeur.denominator)
    return exacte.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)


def _decimales(totaux: Sequence[Fraction]) -> int:
    """Deux décimales, ou ce qu'il en faut pour que deux totaux différents ne s'écrivent pas pareil."""
    distincts = set(totaux)
    for decimales in range(2, 8):
        if len({_arrondi(t, decimales) for t in distincts}) == len(distincts):
            return decimales
    return 8


@dataclass(frozen=True)
class Variante:
    """Ce que devient le classement quand le poids d'un critère bouge de `ecart` (0,2 pour +20 %)."""

    critere: Critere
    ecart: Decimal
    rangs: Mapping[int, int]
    change_le_premier: bool


def sensibilite(offres: Iterable[Offre], bareme: Bareme, ecart: Decimal = Decimal("0.2")) -> list[Variante]:
    """Le classement recalculé, chaque poids baissé puis haussé de `ecart` : le choix tient-il ?"""
    liste = list(offres)
    premiers = _premiers(classer(liste, bareme))
    variantes = []
    for critere in bareme.criteres:
        for sens in (-ecart, ecart):
            criteres = tuple(
                replace(c, poids=c.poids * (1 + sens)) if c.cle == critere.cle else c for c in bareme.criteres
            )
            lignes = classer(liste, replace(bareme, criteres=criteres))
            rangs = {ligne.cle: ligne.rang for ligne in lignes}
            variantes.append(Variante(critere, sens, rangs, _premiers(lignes) != premiers))
    return variantes


def _premiers(lignes: Iterable[Ligne]) -> set[int]:
    return {ligne.cle for ligne in lignes if ligne.rang == 1}


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
