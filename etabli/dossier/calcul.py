"""Ce qui se calcule sans la base : quand rappeler, et quoi."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

NB_JOURS_AVANT = 7
# Un mois durant, le retard se rappelle chaque semaine ; ensuite, toutes les quatre semaines.
NB_SEMAINES_SERREES = 4


@dataclass(frozen=True)
class Attendu:
    """Quelque chose que l'on attend de quelqu'un ; `cle` change si la date change."""

    cle: str
    etape: str
    pour_le: date | None = None


@dataclass(frozen=True)
class Echeance:
    """Ce qu'il faut rappeler aujourd'hui, et à quel palier : on ne le rappellera plus à celui-là."""

    attendu: Attendu
    palier: str


def palier(pour_le: date | None, aujourd_hui: date) -> str:
    """« bientot », « jour », « retard-1 », « retard-2 »… ; vide tant qu'il n'y a rien à rappeler."""
    if pour_le is None:
        return ""
    ecart = (aujourd_hui - pour_le).days
    if ecart < -NB_JOURS_AVANT:
        return ""
    if ecart <= 0:
        return "jour" if ecart == 0 else "bientot"
    semaine = (ecart - 1) // 7 + 1
    if semaine > NB_SEMAINES_SERREES:
        semaine -= semaine % NB_SEMAINES_SERREES
    return f"retard-{semaine}"


def rappels(
    attendus: Iterable[Attendu],
    aujourd_hui: date,
    *,
    deja: Collection[tuple[str, str]] = (),
    refus: Collection[str] = (),
) -> list[Echeance]:
    """Ce qui est à rappeler, dans l'ordre reçu : ni deux fois au même palier, ni contre un refus."""
    echeances = [Echeance(a, palier(a.pour_le, aujourd_hui)) for a in attendus if a.etape not in refus]
    return [e for e in echeances if e.palier and (e.attendu.cle, e.palier) not in deja]
