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


def basculements(notes: Mapping[int, Sequence[float]], criteres: Sequence[Critere]) -> dict[str, int]:
    """Les critères sans lesquels la première ne serait plus la même, et qui la remplacerait.

    Un classement qui tient à un seul critère se discute : c'est ce que cette fonction fait voir.
    """
    premiere = classement(notes, criteres)[0][0] if notes else None
    bascules = {}
    for rang, critere in enumerate(criteres):
        sans = [Critere(c.nom, 0 if place == rang else c.poids) for place, c in enumerate(criteres)]
        if critere.poids > 0 and sum(c.poids for c in sans) > 0 and notes:
            autre = classement(notes, sans)[0][0]
            if autre != premiere:
                bascules[critere.nom] = autre
    return bascules


def places_extremes(
    notes: Mapping[int, Sequence[float]], criteres: Sequence[Critere]
) -> dict[int, tuple[int, int]]:
    """La meilleure et la pire place de chaque action quand un critère, un à la fois, s'efface ou compte double."""
    essais = [list(criteres)]
    for rang, critere in enumerate(criteres):
        for facteur in (0, 2):
            autres = list(criteres)
            autres[rang] = Critere(critere.nom, critere.poids * facteur)
            essais.append(autres)
    places: dict[int, list[int]] = {cle: [] for cle in notes}
    for essai in essais:
        if sum(c.poids for c in essai) > 0:
            for place, (cle, _) in enumerate(classement(notes, essai), 1):
                places[cle].append(place)
    return {cle: (min(lues), max(lues)) for cle, lues in places.items() if lues}
