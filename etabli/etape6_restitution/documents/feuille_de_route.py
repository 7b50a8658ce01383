"""La feuille de route : objectifs, plan d'actions, plan de financement, calendrier."""

from etabli.etape6_restitution.documents.commun import partie, rapport
from etabli.etape6_restitution.documents.matiere import Matiere, route, trace
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import Arbre
from etabli.socle.document.blocs import Bloc, Paysage


def composer(livrable: Livrable) -> Arbre:
    m = Matiere(livrable)
    fiches: list[Bloc] = []
    for axe in m.axes:
        fiches += [route.axe(m, axe), *(route.fiche(m, action) for action in m.actions_de(axe))]
    frise = list(route.calendrier(m))
    return rapport(
        m,
        [
            *partie("La vision", route.vision(m)),
            *partie("De l'enjeu aux actions", trace.chaine(m)),
            *fiches,
            *partie("Le plan de financement", route.financement(m)),
            *([Paysage(list(partie("Le calendrier", frise)))] if frise else []),
            *partie("La gouvernance du suivi", m.ecrite("gouvernance")),
        ],
        sous_titre=str(m.dossier),
    )
