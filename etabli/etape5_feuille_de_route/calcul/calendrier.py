"""Ce qui doit finir avant que le reste commence : dépendances, boucles, dates qui se contredisent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


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
