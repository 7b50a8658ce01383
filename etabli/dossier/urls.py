from django.urls import path

from etabli.dossier.views import dossiers, echanges, membres, passation, programme, rappels, recherche, suivi

app_name = "dossier"
urlpatterns = [
    path("recherche/", recherche.rechercher, name="rechercher"),
    path("mon-espace/", suivi.mon_espace, name="mon_espace"),
    path("mon-calendrier/", suivi.mon_calendrier, name="mon_calendrier"),
    path("mon-calendrier/cle/", suivi.changer_la_cle, name="changer_la_cle"),
    path("calendrier/<str:cle>.ics", suivi.abonnement, name="abonnement"),
    path("calendrier/<str:cle>/dossier-<int:pk>.ics", suivi.abonnement, name="abonnement_au_dossier"),
    path("mes-rappels/", rappels.mes_rappels, name="mes_rappels"),
    path("repondre/<str:jeton>/", rappels.repondre, name="repondre"),
    path("rappels/arreter/<str:jeton>/", rappels.arreter, name="arreter_les_rappels"),
    path("dossiers/", dossiers.liste, name="liste"),
    path("dossiers/export.<str:forme>", dossiers.exporter, name="exporter"),
    path("dossiers/<int:pk>/", dossiers.detail, name="detail"),
    path("dossiers/<int:pk>/modifier/", dossiers.modifier, name="modifier"),
    path("dossiers/<int:pk>/perimetre/", dossiers.perimetre, name="perimetre"),
    path(
        "dossiers/<int:pk>/perimetre-de-reflexion/",
        dossiers.perimetre,
        {"de_reflexion": True},
        name="perimetre_de_reflexion",
    ),
    path("dossiers/<int:pk>/messages/", echanges.les_messages, name="messages"),
    path("dossiers/<int:pk>/fichiers/", echanges.les_fichiers, name="fichiers"),
    path("dossiers/<int:pk>/fichiers/joindre/", echanges.joindre, name="joindre"),
    path(
        "dossiers/<int:pk>/fichiers/<int:fichier_pk>/version/",
        echanges.nouvelle_version,
        name="nouvelle_version",
    ),
    path("dossiers/<int:pk>/fichiers/versions/<int:version_pk>/", echanges.telecharger, name="telecharger"),
    path("dossiers/<int:pk>/membres/", membres.liste, name="membres"),
    path("dossiers/<int:pk>/membres/ajouter/", membres.ajouter, name="ajouter_un_membre"),
    path("dossiers/<int:pk>/membres/<int:membre_pk>/retirer/", membres.retirer, name="retirer_un_membre"),
    path(
        "dossiers/<int:pk>/membres/<int:membre_pk>/passer-la-main/",
        passation.passer_la_main,
        name="passer_la_main",
    ),
    path("dossiers/<int:pk>/journal/", suivi.journal, name="journal"),
    path("dossiers/<int:pk>/journal.csv", suivi.journal_csv, name="journal_csv"),
    path("dossiers/<int:pk>/dates/", suivi.dates, name="dates"),
    path("dossiers/<int:pk>/calendrier.ics", suivi.calendrier_du_dossier, name="calendrier"),
    path("programme/reglages/", programme.programme, name="programme"),
    path("programme/formats/<slug:code>/", programme.modifier_le_format, name="format"),
    path("programme/formats/<slug:code>/phases/", programme.modifier_les_phases, name="phases"),
    path("programme/formats/<slug:code>/livrables/", programme.modifier_les_livrables, name="livrables"),
    path("programme/thematiques/ajouter/", programme.thematique, name="creer_une_thematique"),
    path("programme/thematiques/<int:pk>/", programme.thematique, name="thematique"),
    path(
        "programme/thematiques/<int:pk>/supprimer/",
        programme.supprimer_la_thematique,
        name="supprimer_la_thematique",
    ),
]
