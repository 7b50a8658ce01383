from django.urls import path

from etabli.pilotage.views import bord, reglages

app_name = "pilotage"
urlpatterns = [
    path("pilotage/", bord.accueil, name="accueil"),
    path("pilotage/regions/<slug:code>/", bord.region, name="region"),
    path("pilotage/departements/<slug:code>/", bord.departement, name="departement"),
    path("pilotage/graphiques/<slug:nom>.<slug:forme>", bord.graphique, name="graphique"),
    path("pilotage/normes/<slug:code>/", reglages.normes, name="normes"),
    path("pilotage/rapports/", reglages.rapports, name="rapports"),
    path("pilotage/rapports/<int:annee>/", reglages.rapport, name="rapport"),
    path("pilotage/rapports/<int:annee>/fichiers/<int:version>/", reglages.fichier, name="fichier"),
    path("pilotage/<slug:nom>/", bord.liste, name="liste"),
    path("pilotage/<slug:nom>/export.<slug:forme>", bord.exporter, name="exporter"),
]
