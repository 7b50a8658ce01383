"""Les adresses publiques du découpage."""

from django.urls import path

from etabli.territoires import views

app_name = "territoires"
urlpatterns = [
    path("territoires/recherche/", views.recherche, name="recherche"),
    path("territoires/recherche/cases/<slug:nom>/", views.cases, name="cases"),
    path("territoires/recherche.json", views.recherche_json, name="recherche_json"),
    path("territoires/<slug:genre>/<slug:code>/", views.detail, name="detail"),
]
