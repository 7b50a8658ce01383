"""Noter les prix, classer les offres. Rien ici ne connaît la base.

Les notes et les prix sont des Decimal. Les totaux sont comparés exactement (Fraction), ou à la précision que
l'accord-cadre fixe : ni l'ordre des offres, ni l'unité des poids ne changent un rang.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENTIEME = Decimal("0.01")


@dataclass(frozen=True)
class Critere:
    """Ce qui se note : un critère, ou un sous-critère dont le poids est pris sur celui de `parent`."""

    cle: Hashable
    poids: Decimal
    est_prix: bool = False
    nom: str = ""
    parent: str = ""

    @property
    def groupe(self) -> Hashable:
        """Les sous-critères d'un même critère vont ensemble."""
        return self.parent or self.cle


@dataclass(frozen=True)
class Offre:
    """Une offre recevable : son prix HT en euros et sa note sur chaque critère autre que le prix."""

    cle: int
    prix: Decimal
    notes: Mapping[Hashable, Decimal]
    nom: str = ""


@dataclass(frozen=True)
class Bareme:
    """`egalite` : aucune, prix ou critere ; `arrondi` : exact, centieme ou dixieme (règles de l'accord-cadre)."""

    criteres: tuple[Critere, ...]
    regle: str
    note_maximale: Decimal
    egalite: str = "aucune"
    arrondi: str = "exact"


@dataclass(frozen=True)
class Ligne:
    """Le rang d'une offre ; `notes` et `points` par critère, `total` sur 100.

    `departage` dit ce qui a séparé cette offre d'une autre de même total ; vide, rien n'a été nécessaire.
    """

    cle: int
    rang: int
    exact: Fraction
    total: Decimal
    notes: Mapping[Hashable, Decimal]
    points: Mapping[Hashable, Decimal]
    est_ex_aequo: bool = False
    nom: str = ""
    departage: str = ""


def note_proportionnelle(prix: Decimal, plus_bas: Decimal, maximum: Decimal) -> Decimal:
    return maximum * plus_bas / prix


def note_lineaire(prix: Decimal, plus_bas: Decimal, maximum: Decimal) -> Decimal:
    return max(Decimal(0), maximum * (2 - prix / plus_bas))


REGLES: dict[str, Callable[[Decimal, Decimal, Decimal], Decimal]] = {
    "proportionnelle": note_proportionnelle,
    "lineaire": note_lineaire,
}
DECIMALES_COMPAREES = {"exact": None, "centieme": 2, "dixieme": 1}
EGALITES = {
    "aucune": "",
    "prix": "le prix le plus bas",
    "critere": "la meilleure note sur le critère principal",
}


def note_de_prix(prix: Decimal, plus_bas: Decimal, regle: str, maximum: Decimal) -> Decimal:
    """La note du prix, au centième. Lève ValueError si un prix n'est pas positif ou la règle inconnue."""
    if prix <= 0 or plus_bas <= 0:
        raise ValueError("Un prix est un montant positif.")
    if regle not in REGLES:
        raise ValueError(f"Règle de prix inconnue : {regle}.")
    return REGLES[regle](prix, plus_bas, maximum).quantize(CENTIEME, ROUND_HALF_UP)


def classer(offres: Iterable[Offre], bareme: Bareme) -> list[Ligne]:
    """Le classement, premier d'abord. Ce qui reste à égalité a le même rang, le suivant saute (1, 1, 3).

    Lève ValueError si les poids ne sont pas positifs, s'il manque une note, ou si une règle est inconnue.
    """
    liste = list(offres)
    if not liste:
        return []
    if not bareme.criteres or any(c.poids <= 0 for c in bareme.criteres):
        raise ValueError("Chaque critère a un poids positif.")
    if bareme.egalite not in EGALITES or bareme.arrondi not in DECIMALES_COMPAREES:
        raise ValueError("Règle d'égalité ou d'arrondi inconnue.")
    plus_bas = min(o.prix for o in liste)
    lignes = [_ligne(offre, bareme, plus_bas) for offre in liste]
    compares = {li.cle: _compare(li.exact, bareme) for li in lignes}
    seconds = {o.cle: _departage(o, bareme) for o in liste}
    cles = {cle: (compares[cle], seconds[cle]) for cle in compares}
    ordre = sorted(cles.values(), reverse=True)
    decimales = _decimales(list(compares.values()))
    rangees = [
        replace(
            ligne,
            rang=ordre.index(cles[ligne.cle]) + 1,
            total=_arrondi(compares[ligne.cle], decimales),
            est_ex_aequo=ordre.count(cles[ligne.cle]) > 1,
            departage=_raison(ligne.cle, cles, bareme),
        )
        for ligne in lignes
    ]
    return sorted(rangees, key=lambda ligne: (ligne.rang, ligne.cle))


def rapports(offre: Offre, bareme: Bareme, plus_bas: Decimal) -> dict[Hashable, Fraction]:
    """La part de la note maximale obtenue sur chaque critère, de 0 à 1, sans arrondi de plus que les notes."""
    notes = _notes(offre, bareme, plus_bas)
    return {cle: Fraction(note) / Fraction(bareme.note_maximale) for cle, note in notes.items()}


def _notes(offre: Offre, bareme: Bareme, plus_bas: Decimal) -> dict[Hashable, Decimal]:
    notes: dict[Hashable, Decimal] = {}
    for critere in bareme.criteres:
        if critere.est_prix:
            notes[critere.cle] = note_de_prix(offre.prix, plus_bas, bareme.regle, bareme.note_maximale)
        elif critere.cle in offre.notes:
            notes[critere.cle] = offre.notes[critere.cle]
        else:
            raise ValueError(f"Il manque une note à l'offre {offre.nom or offre.cle}.")
    return notes


def _ligne(offre: Offre, bareme: Bareme, plus_bas: Decimal) -> Ligne:
    parts = rapports(offre, bareme, plus_bas)
    somme = sum(Fraction(c.poids) for c in bareme.criteres)
    exacts = {c.cle: Fraction(100) * Fraction(c.poids) / somme * parts[c.cle] for c in bareme.criteres}
    points = {cle: _arrondi(valeur, 2) for cle, valeur in exacts.items()}
    notes = _notes(offre, bareme, plus_bas)
    return Ligne(offre.cle, 0, sum(exacts.values(), Fraction(0)), Decimal(0), notes, points, nom=offre.nom)


def _compare(exact: Fraction, bareme: Bareme) -> Fraction:
    decimales = DECIMALES_COMPAREES[bareme.arrondi]
    return exact if decimales is None else Fraction(_arrondi(exact, decimales))


def _departage(offre: Offre, bareme: Bareme) -> Fraction:
    """Ce qui sépare deux offres de même total : plus c'est grand, mieux c'est."""
    if bareme.egalite == "prix":
        return -Fraction(offre.prix)
    if bareme.egalite == "critere":
        return _note_du_principal(offre, bareme)
    return Fraction(0)


def _note_du_principal(offre: Offre, bareme: Bareme) -> Fraction:
    """La note, pondérée, sur le critère autre que le prix qui pèse le plus (le premier s'ils sont plusieurs)."""
    poids: dict[Hashable, Fraction] = {}
    for c in bareme.criteres:
        if not c.est_prix:
            poids[c.groupe] = poids.get(c.groupe, Fraction(0)) + Fraction(c.poids)
    if not poids:
        return Fraction(0)
    principal = max(poids, key=lambda groupe: poids[groupe])
    parts = (c for c in bareme.criteres if not c.est_prix and c.groupe == principal)
    return sum((Fraction(c.poids) * Fraction(offre.notes[c.cle]) for c in parts), Fraction(0))


def _raison(cle: int, cles: Mapping[int, tuple[Fraction, Fraction]], bareme: Bareme) -> str:
    total, second = cles[cle]
    separee = any(t == total and s != second for autre, (t, s) in cles.items() if autre != cle)
    return EGALITES[bareme.egalite] if separee else ""


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
