from django.urls import path, re_path

from etabli.donnees_ouvertes import views

app_name = "donnees_ouvertes"
urlpatterns = [
    path("donnees/", views.accueil, name="accueil"),
    path("api/v1/openapi.json", views.description, name="openapi"),
    path("api/v1/decp/<int:annee>/<slug:siret>.json", views.fichier_des_donnees_essentielles, name="decp"),
    re_path(
        r"^api/v1/(?P<slug>[a-z0-9_-]+)\.(?P<forme>csv|json|geojson|schema\.json)$", views.jeu, name="jeu"
    ),
]
