"""Aider à choisir : un classement par critères pondérés, et ce qui le ferait changer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
