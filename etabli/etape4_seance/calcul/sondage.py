"""Un sondage : combien de fois chaque choix, ou la médiane d'une échelle."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Choisi:
    """`part` : en pour cent des répondants ; à réponses multiples, la somme peut dépasser cent."""

    rang: int
    nb: int
    part: int


@dataclass(frozen=True)
class Depouille:
    nb_repondants: int
    choisis: tuple[Choisi, ...]
    mediane: float | None = None


def depouiller_les_choix(reponses: Sequence[Sequence[int]], nb_choix: int) -> Depouille:
    """Chaque réponse est la liste des rangs cochés ; un rang coché deux fois ou inconnu ne compte pas."""
    valables = [{rang for rang in cochees if 0 <= rang < nb_choix} for cochees in reponses]
    repondants = [cochees for cochees in valables if cochees]
    comptes = Counter(rang for cochees in repondants for rang in cochees)
    return Depouille(len(repondants), _parts(range(nb_choix), comptes, len(repondants)))


def depouiller_l_echelle(notes: Sequence[int], note_max: int) -> Depouille:
    """Les notes vont de 1 à `note_max` ; hors de l'échelle, elles ne comptent pas."""
    valables = [note for note in notes if 1 <= note <= note_max]
    choisis = _parts(range(1, note_max + 1), Counter(valables), len(valables))
    return Depouille(len(valables), choisis, float(median(valables)) if valables else None)


def _parts(rangs: range, comptes: Counter[int], total: int) -> tuple[Choisi, ...]:
    return tuple(Choisi(r, comptes[r], round(100 * comptes[r] / total) if total else 0) for r in rangs)
