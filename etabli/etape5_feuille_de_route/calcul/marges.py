"""De combien de jours une action peut glisser sans repousser la dernière date de la feuille."""

from collections.abc import Iterable
from datetime import timedelta
from graphlib import TopologicalSorter

from etabli.etape5_feuille_de_route.calcul.calendrier import ActionDatee, boucles


def marges(actions: Iterable[ActionDatee]) -> dict[int, int]:
    """La marge de chaque action datée, en jours ; zéro ou moins : elle est critique.

    Une action qui en attend une autre commence au plus tôt quand elle finit (comme dans `decalages`). Sans ses
    deux dates une action n'a pas de marge ; des dépendances en rond n'en laissent à personne.
    """
    lues = {a.cle: a for a in actions}
    if boucles(lues.values()):
        return {}
    fins = [a.fin_le for a in lues.values() if a.debut_le and a.fin_le]
    if not fins:
        return {}
    derniere = max(fins)
    au_plus_tard = dict.fromkeys(lues, derniere)
    graphe = {a.cle: [d for d in a.depend_de if d in lues] for a in lues.values()}
    trouvees: dict[int, int] = {}
    for cle in reversed(list(TopologicalSorter(graphe).static_order())):
        action = lues[cle]
        if not action.debut_le or not action.fin_le:
            continue
        trouvees[cle] = (au_plus_tard[cle] - action.fin_le).days
        debut_au_plus_tard = action.debut_le + timedelta(trouvees[cle])
        for requise in graphe[cle]:
            au_plus_tard[requise] = min(au_plus_tard[requise], debut_au_plus_tard)
    return trouvees
