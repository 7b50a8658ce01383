"""Ce qu'une date déplacée entraîne : chaque action qui dépend de l'autre commence quand elle finit, au plus tôt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from etabli.etape5_feuille_de_route.calcul.calendrier import ActionDatee


@dataclass(frozen=True)
class Decalage:
    """Une action qui glisse de `jours` : sa durée ne change pas. `cause` est celle qu'elle doit attendre."""

    cle: int
    cause: int
    jours: int
    debut_avant: date
    debut_apres: date
    fin_avant: date | None
    fin_apres: date | None


def decalages(
    actions: Iterable[ActionDatee], cle: int, debut_le: date | None, fin_le: date | None
) -> list[Decalage]:
    """Les actions en aval de `cle` qui doivent glisser si elle prend ces dates, dans l'ordre où elles se suivent.

    Rien n'avance : finir plus tôt libère du temps, cela n'oblige personne. Une action sans début n'est pas
    déplacée. Lève `graphlib.CycleError` si les dépendances tournent en rond.
    """
    par_cle = {a.cle: a for a in actions}
    fins = {a.cle: a.fin_le for a in par_cle.values()} | {cle: fin_le}
    graphe = {a.cle: [d for d in a.depend_de if d in par_cle] for a in par_cle.values()}
    touchees, glissees = {cle}, []
    for suivante in TopologicalSorter(graphe).static_order():
        action = par_cle[suivante]
        causes = [(fin, d) for d in graphe[suivante] if d in touchees and (fin := fins[d])]
        if suivante == cle or action.debut_le is None or not causes:
            continue
        attendue, cause = max(causes)
        if action.debut_le >= attendue:
            continue
        jours = (attendue - action.debut_le).days
        fins[suivante] = action.fin_le and action.fin_le + timedelta(jours)
        touchees.add(suivante)
        glissees.append(
            Decalage(suivante, cause, jours, action.debut_le, attendue, action.fin_le, fins[suivante])
        )
    return glissees
