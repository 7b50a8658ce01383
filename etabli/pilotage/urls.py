from django.urls import path

from etabli.pilotage import views

app_name = "pilotage"
urlpatterns = [
    path("pilotage/", views.accueil, name="accueil"),
    path("pilotage/carte.svg", views.carte, name="carte"),
    path("pilotage/<slug:nom>/", views.liste, name="liste"),
    path("pilotage/<slug:nom>/export.<slug:forme>", views.exporter, name="exporter"),
]
