"""La feuille de route : objectifs, plan d'actions, plan de financement, calendrier ; et qui la suit."""

from etabli.etape5_feuille_de_route.documents import (
    blocs_de_la_vision,
    blocs_des_axes,
    blocs_du_calendrier,
    blocs_du_financement,
)
from etabli.etape6_restitution.documents.commun import partie, rapport
from etabli.etape6_restitution.documents.matiere import Matiere, trace
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import Arbre
from etabli.socle.document.blocs import Bloc


def composer(livrable: Livrable) -> Arbre:
    m = Matiere(livrable)
    vision: list[Bloc] = []
    suite: list[Bloc] = []
    if m.feuille:
        vision = blocs_de_la_vision(m.feuille)
        suite = [
            *blocs_des_axes(m.feuille),
            *blocs_du_financement(m.feuille),
            *blocs_du_calendrier(m.feuille),
        ]
    return rapport(
        m,
        [
            *vision,
            *partie("Les enjeux, et qui y répond", trace.chaine(m)),
            *suite,
            *partie("La gouvernance du suivi", m.ecrite("gouvernance")),
        ],
        sous_titre=str(m.dossier),
        numerote=False,
    )
