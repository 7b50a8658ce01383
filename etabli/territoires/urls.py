"""Les adresses du découpage."""

from django.urls import path

from etabli.territoires.views import pages, selecteur

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
    path("territoires/<slug:genre>/<slug:code>/", pages.detail, name="detail"),
]
