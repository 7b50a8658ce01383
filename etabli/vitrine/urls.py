from django.urls import path

from etabli.vitrine.pages.urls import vitrine as pages_redigees
from etabli.vitrine.views import alertes, ateliers, auto_test, pages, partage

app_name = "vitrine"
urlpatterns = [
    *pages_redigees,
    path("candidater/tester-son-projet/", auto_test.auto_test, name="auto_test"),
    path("candidater/tester-son-projet/questions/", auto_test.regler, name="regler_l_auto_test"),
    path("candidater/tester-son-projet/questions/ajouter/", auto_test.question, name="ajouter_une_question"),
    path("candidater/tester-son-projet/questions/<slug:cle>/", auto_test.question, name="question"),
    path("les-ateliers/", ateliers.liste, name="ateliers"),
    path("les-ateliers/export.<slug:forme>", ateliers.exporter, name="exporter"),
    path("les-ateliers/ateliers.geojson", ateliers.liste_geojson, name="geojson"),
    path("les-ateliers/carte.svg", ateliers.carte_svg, name="carte_svg"),
    path("les-ateliers/fond.svg", ateliers.fond_de_carte, name="fond_de_carte"),
    path("les-ateliers/fil.atom", partage.fil, name="fil_d_ateliers"),
    path("les-ateliers/integrer/", partage.integrer, name="integrer"),
    path("les-ateliers/cadre/", partage.cadre, name="cadre"),
    path("les-ateliers/alerte/", alertes.demander, name="demander_une_alerte"),
    path("les-ateliers/alerte/demandee/", alertes.demandee, name="alerte_demandee"),
    path("les-ateliers/alerte/<str:jeton>/confirmer/", alertes.confirmer, name="confirmer_une_alerte"),
    path("les-ateliers/alerte/<str:jeton>/arreter/", alertes.arreter, name="arreter_une_alerte"),
    path("les-ateliers/<int:dossier_id>/", ateliers.atelier, name="atelier"),
    path("les-ateliers/<slug:slug>/", ateliers.realisation, name="realisation"),
    path("plan-du-site/", pages.plan, name="plan"),
]
