"""Le jugement majoritaire : chacun donne une mention à chaque proposition, la médiane les classe.

Règle : M. Balinski et R. Laraki, « A theory of measuring, electing, and ranking », PNAS 104 (21), 2007, et
« Majority Judgment », MIT Press, 2010. La mention majoritaire est la meilleure qu'une majorité absolue accorde
(à nombre pair, la plus basse des deux du milieu). À mention égale, on retire à chacune une fois la mention
majoritaire et l'on recommence, jusqu'à les départager : c'est la valeur majoritaire. La jauge majoritaire
(p, mention ±, q) en est la forme courte, celle que l'on montre.

Les mentions sont des rangs : 0 est la meilleure. Un bulletin sans avis sur une proposition n'y compte pas.
"""

from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from itertools import accumulate
from math import lcm
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

SEPT_MENTIONS = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")


@dataclass(frozen=True)
class Jauge:
    """Les parts de mentions meilleures (`p`) et moins bonnes (`q`) que la mention majoritaire."""

    p: Fraction
    mention: int
    q: Fraction

    @property
    def signe(self) -> str:
        """« + » quand plus de votants la trouvent meilleure que moins bonne, « − » dans le cas contraire."""
        return "+" if self.p > self.q else "−"


@dataclass(frozen=True)
class Rangee(Generic[K]):
    """Une proposition classée. Sans aucune mention reçue, elle n'a ni place ni jauge."""

    cle: K
    place: int | None
    comptes: tuple[int, ...]
    jauge: Jauge | None
    est_ex_aequo: bool = False

    @property
    def nb(self) -> int:
        return sum(self.comptes)


def compter(mentions: Sequence[int], nb_mentions: int) -> tuple[int, ...]:
    """Le nombre de chaque mention, la meilleure d'abord ; une mention hors de l'échelle n'est pas comptée."""
    return tuple(sum(1 for m in mentions if m == rang) for rang in range(nb_mentions))


def mention_majoritaire(comptes: Sequence[int]) -> int:
    """La meilleure mention que plus de la moitié des votants accordent au moins.

    :raises ValueError: si personne n'a donné de mention.
    """
    moitie, cumul = sum(comptes) / 2, 0
    for rang, nb in enumerate(comptes):
        cumul += nb
        if cumul > moitie:
            return rang
    raise ValueError("Aucune mention : il n'y a pas de médiane.")


def jauge(comptes: Sequence[int]) -> Jauge:
    mention, total = mention_majoritaire(comptes), sum(comptes)
    return Jauge(
        Fraction(sum(comptes[:mention]), total), mention, Fraction(sum(comptes[mention + 1 :]), total)
    )


def comparer(a: Sequence[int], b: Sequence[int]) -> int:
    """Négatif si `a` est mieux classée, zéro à égalité parfaite.

    Retirer la mention majoritaire encore et encore, c'est lire les mentions rangées du milieu vers les bords,
    la moins bonne des deux d'abord. Cette lecture est constante par morceaux : on ne regarde que ses ruptures.
    Des effectifs différents sont ramenés à un même nombre de votants.
    """
    total_a, total_b = sum(a), sum(b)
    if not total_a or not total_b:
        return bool(total_b) - bool(total_a)
    total = lcm(total_a, total_b)
    lues = [_Rangees(a, total // total_a), _Rangees(b, total // total_b)]
    pas = sorted({0, *(p for lue in lues for p in lue.ruptures())})
    if total % 2 and (ecart := lues[0].au_milieu() - lues[1].au_milieu()):
        return ecart
    for k in (k for k in pas if k < total // 2):
        for cote in (_Rangees.en_dessous, _Rangees.au_dessus):
            if ecart := cote(lues[0], k) - cote(lues[1], k):
                return ecart
    return 0


class _Rangees:
    """Les mentions d'une proposition, de la meilleure à la moins bonne, sans les écrire une à une."""

    def __init__(self, comptes: Sequence[int], fois: int) -> None:
        self.cumuls = list(accumulate(nb * fois for nb in comptes))
        self.demi, self.impair = divmod(self.cumuls[-1], 2)

    def mention(self, place: int) -> int:
        return bisect_right(self.cumuls, place)

    def au_milieu(self) -> int:
        return self.mention(self.demi)

    def en_dessous(self, k: int) -> int:
        return self.mention(self.demi + self.impair + k)

    def au_dessus(self, k: int) -> int:
        return self.mention(self.demi - 1 - k)

    def ruptures(self) -> list[int]:
        """Les pas où la lecture d'un côté ou de l'autre change de mention."""
        bas = [c - self.demi - self.impair for c in self.cumuls]
        haut = [self.demi - c for c in self.cumuls]
        return [pas for pas in (*bas, *haut) if pas > 0]


def classer_au_jugement(tableau: Mapping[K, Sequence[int]]) -> list[Rangee[K]]:
    """De la mieux jugée à la moins bien ; à égalité parfaite, même place, et la suivante est sautée."""
    jugees = [(cle, tuple(comptes)) for cle, comptes in tableau.items() if sum(comptes)]
    cle_de_tri = cmp_to_key(comparer)
    jugees.sort(key=lambda jugee: cle_de_tri(jugee[1]))
    rangees: list[Rangee[K]] = []
    for rang, (cle, comptes) in enumerate(jugees):
        egale_a_la_precedente = rang > 0 and comparer(jugees[rang - 1][1], comptes) == 0
        egale_a_la_suivante = rang + 1 < len(jugees) and comparer(comptes, jugees[rang + 1][1]) == 0
        place = rangees[-1].place if egale_a_la_precedente else rang + 1
        rangees.append(
            Rangee(cle, place, comptes, jauge(comptes), egale_a_la_precedente or egale_a_la_suivante)
        )
    return rangees + [
        Rangee(cle, None, tuple(comptes), None) for cle, comptes in tableau.items() if not sum(comptes)
    ]
