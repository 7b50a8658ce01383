"""Les adresses du découpage."""

from django.urls import path

from etabli.territoires.views import donnees, pages, selecteur

app_name = "territoires"
urlpatterns = [
    path("territoires/recherche/", pages.recherche, name="recherche"),
    path("territoires/recherche.json", pages.recherche_json, name="recherche_json"),
    path("territoires/selecteur/communes.json", selecteur.communes_de_la_carte, name="communes_de_la_carte"),
    path(
        "territoires/selecteur/departements.geojson",
        selecteur.departements_de_la_carte,
        name="departements_de_la_carte",
    ),
    path("territoires/selecteur/<slug:nom>/", selecteur.selecteur, name="selecteur"),
    path("territoires/donnees/", donnees.donnees, name="donnees"),
    path("territoires/donnees/deposer/", donnees.deposer, name="deposer_des_mesures"),
    path("territoires/donnees/<int:pk>/", donnees.detail, name="import"),
    path("territoires/donnees/<int:pk>/appliquer/", donnees.appliquer, name="appliquer_des_mesures"),
    path("territoires/donnees/<int:pk>/compte-rendu.<slug:forme>", donnees.compte_rendu, name="compte_rendu"),
    path("territoires/<slug:genre>/<slug:code>/", pages.detail, name="detail"),
]
