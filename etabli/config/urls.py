"""Toutes les adresses de la maison ; chaque application déclare les siennes en entier."""

from django.urls import include, path

from etabli.annuaire import urls as annuaire
from etabli.donnees_ouvertes import urls as donnees_ouvertes
from etabli.dossier import urls as dossier
from etabli.etape1_candidature import urls as candidature
from etabli.etape2_marche import urls as marche
from etabli.etape3_atelier import urls as atelier
from etabli.etape4_seance import urls as seance
from etabli.etape5_feuille_de_route import urls as feuille_de_route
from etabli.etape6_restitution import urls as restitution
from etabli.pilotage import urls as pilotage
from etabli.socle import urls as socle
from etabli.territoires import urls as territoires
from etabli.vitrine import urls as vitrine
from etabli.vitrine.pages import urls as redaction

urlpatterns = [
    path("", include(vitrine)),
    path("comptes/", include("etabli.annuaire.urls_comptes")),
    *(
        path("", include(application))
        for application in (
            annuaire,
            dossier,
            candidature,
            marche,
            atelier,
            seance,
            feuille_de_route,
            restitution,
            pilotage,
            donnees_ouvertes,
            territoires,
            socle,
        )
    ),
    *redaction.urlpatterns,
    *redaction.le_reste,
]

handler400 = "etabli.socle.erreurs.requete_incomprise"
handler403 = "etabli.socle.erreurs.acces_refuse"
handler404 = "etabli.socle.erreurs.page_introuvable"
handler500 = "etabli.socle.erreurs.erreur_du_serveur"
