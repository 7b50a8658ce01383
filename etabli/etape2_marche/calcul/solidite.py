"""Ce qui ferait changer de gagnant : chaque poids bougé à son tour, et jusqu'où le premier le reste."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from etabli.etape2_marche.calcul.classement import Bareme, Critere, Ligne, Offre, classer, rapports

UN = Fraction(1)


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
class Plage:
    """Entre quels poids, en parts de 1, l'offre première le reste, les autres poids gardant leurs proportions.

    `sous` et `sur` nomment qui la dépasse au-delà de chaque borne ; vides, la borne est 0 ou 1.
    """

    nom: str
    actuel: Fraction
    minimum: Fraction
    maximum: Fraction
    sous: str = ""
    sur: str = ""

    @property
    def est_libre(self) -> bool:
        """Aucun poids de ce critère, de 0 à 100 %, ne change le premier."""
        return self.minimum == 0 and self.maximum == 1

    @property
    def marge(self) -> Fraction:
        """De combien le poids peut bouger, au moins, avant que le premier change."""
        return min(
            self.actuel - self.minimum if self.sous else UN, self.maximum - self.actuel if self.sur else UN
        )


def plages(offres: Iterable[Offre], bareme: Bareme) -> list[Plage]:
    """Une plage par critère (sous-critères réunis) ; vide si le premier rang n'est pas à une seule offre.

    Le total d'une offre est une droite en fonction du poids : les bornes sont exactes. La règle d'arrondi et
    celle d'égalité n'y entrent pas.
    """
    liste = list(offres)
    lignes = classer(liste, bareme)
    premiers = _premiers(lignes)
    # Première par la seule grâce d'un arrondi : la question n'a pas de réponse exacte.
    if len(premiers) != 1 or lignes[0].exact < max(ligne.exact for ligne in lignes):
        return []
    groupes = list(dict.fromkeys(c.groupe for c in bareme.criteres))
    if len(groupes) < 2:
        return []
    plus_bas = min(o.prix for o in liste)
    parts = {o.cle: rapports(o, bareme, plus_bas) for o in liste}
    noms = {o.cle: o.nom or str(o.cle) for o in liste}
    (gagnante,) = premiers
    return [_plage(groupe, parts, noms, bareme, gagnante) for groupe in groupes]


def _plage(
    groupe: Hashable,
    parts: Mapping[int, Mapping[Hashable, Fraction]],
    noms: Mapping[int, str],
    bareme: Bareme,
    gagnante: int,
) -> Plage:
    dedans = [c for c in bareme.criteres if c.groupe == groupe]
    dehors = [c for c in bareme.criteres if c.groupe != groupe]
    total = sum((Fraction(c.poids) for c in bareme.criteres), Fraction(0))
    actuel = sum((Fraction(c.poids) for c in dedans), Fraction(0)) / total
    a = {cle: _moyenne(parts[cle], dedans) for cle in parts}
    b = {cle: _moyenne(parts[cle], dehors) for cle in parts}
    minimum, maximum, sous, sur = Fraction(0), UN, "", ""
    for autre in parts:
        # L'avance au poids p est b + p × (a − b) : elle s'annule en p = b ÷ (b − a).
        avance_a, avance_b = a[gagnante] - a[autre], b[gagnante] - b[autre]
        if autre == gagnante or avance_a == avance_b:
            continue
        seuil = avance_b / (avance_b - avance_a)
        if avance_a > avance_b and minimum < seuil <= actuel:
            minimum, sous = seuil, noms[autre]
        if avance_a < avance_b and actuel <= seuil < maximum:
            maximum, sur = seuil, noms[autre]
    return Plage(dedans[0].parent or dedans[0].nom, actuel, minimum, maximum, sous, sur)


def _moyenne(parts: Mapping[Hashable, Fraction], criteres: list[Critere]) -> Fraction:
    poids = sum((Fraction(c.poids) for c in criteres), Fraction(0))
    return sum((Fraction(c.poids) * parts[c.cle] for c in criteres), Fraction(0)) / poids


def pour_cent(part: Fraction) -> Decimal:
    """Une part en pourcentage, au dixième."""
    return (Decimal(part.numerator) * 100 / Decimal(part.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
