from django.urls import URLPattern, URLResolver, include, path

from etabli.etape5_feuille_de_route.views import (
    actions,
    argent,
    chaine,
    dates,
    decisions,
    ensemble,
    feuille,
    fiches,
    importer,
    lieu,
    public,
    ranger,
    suivi,
    trace,
    vues,
)

app_name = "feuille_de_route"

maillons: list[URLPattern | URLResolver] = []
for genre in chaine.GENRES:
    fixe = {"genre": genre}
    maillons += [
        path(f"{genre}/ajouter/", chaine.ajouter, fixe, name=f"ajouter_{genre}"),
        path(f"{genre}/<int:pk>/", chaine.modifier, fixe, name=f"modifier_{genre}"),
        path(f"{genre}/<int:pk>/retirer/", chaine.retirer, fixe, name=f"retirer_{genre}"),
        path(f"{genre}/<int:pk>/<slug:sens>/", chaine.deplacer, fixe, name=f"deplacer_{genre}"),
    ]

pages: list[URLPattern | URLResolver] = [
    path("", feuille.detail, name="detail"),
    path("vision/", feuille.vision, name="vision"),
    path("feuille-de-route.<slug:forme>", feuille.document, name="document"),
    path("enjeux/depuis-les-familles/", chaine.depuis_les_familles, name="depuis_les_familles"),
    path("axes/<int:pk>/objectifs/ajouter/", chaine.ajouter_un_objectif, name="ajouter_un_objectif"),
    path("objectifs/<int:pk>/", chaine.modifier_un_objectif, name="modifier_objectifs"),
    path("objectifs/<int:pk>/retirer/", chaine.retirer_un_objectif, name="retirer_objectifs"),
    *maillons,
    path("actions/", actions.actions, name="actions"),
    path("actions.<slug:forme>", actions.exporter, name="exporter_actions"),
    path("actions/fiches-de-seance/", fiches.fiches, name="fiches"),
    path("actions/fiches-de-seance/<uuid:pk>/reprendre/", fiches.reprendre, name="reprendre_une_fiche"),
    path("actions/importer/", importer.importer, name="importer_des_actions"),
    path("actions/importer/ecrire/", importer.ecrire, name="ecrire_l_import"),
    path("actions/ajouter/", actions.ajouter, name="ajouter_une_action"),
    path("actions/<int:numero>/", actions.action, name="action"),
    path("actions/<int:numero>/modifier/", actions.modifier, name="modifier_une_action"),
    path("actions/<int:numero>/dates/", dates.dates, name="deplacer_une_action"),
    path("actions/<int:numero>/priorite/", decisions.priorite, name="decider_la_priorite"),
    path("financement/plafond/", decisions.plafond, name="plafonner_les_aides"),
    path("actions/<int:numero>/financement/", actions.financer, name="financer"),
    path("actions/<int:numero>/couts/", argent.couts, name="repartir_le_cout"),
    path("actions/<int:numero>/lieu/", lieu.lieu, name="situer"),
    path("actions/<int:numero>/etapes/", actions.etapes, name="etapes"),
    path("actions/<int:numero>/point/", actions.point, name="point"),
    path("actions/<int:numero>/confier/", suivi.confier, name="confier_le_suivi"),
    path("actions/<int:numero>/confier/<int:pk>/retirer/", suivi.retirer, name="retirer_le_lien"),
    path("actions/<int:numero>/points/<int:pk>/montrer/", suivi.montrer_un_point, name="montrer_le_point"),
    path("suivi/", suivi.suivi, name="suivi"),
    path("suivi/publier/", suivi.publier, name="publier_le_suivi"),
    path("suivi/bilan/<int:echeance>/", suivi.bilan, name="bilan"),
    path("actions/<int:numero>/retirer/", actions.retirer, name="retirer_une_action"),
    path("actions/<int:numero>/statut/", vues.changer_le_statut, name="changer_le_statut"),
    path("avancement/", vues.avancement, name="avancement"),
    path("carte/", vues.carte, name="carte"),
    path("matrice/", vues.matrice, name="matrice"),
    path("calendrier/", ensemble.calendrier, name="calendrier"),
    path("financement/", ensemble.financement, name="financement"),
    path("financement.<slug:forme>", ensemble.exporter_le_financement, name="exporter_financement"),
    path("priorites/", ensemble.priorites, name="priorites"),
    path("trace/", trace.trace, name="trace"),
    path("trace.<slug:forme>", trace.exporter, name="exporter_trace"),
    path("contributions/<uuid:pk>/", trace.contribution, name="contribution"),
    path("contributions/<uuid:pk>/rattacher/", trace.rattacher_a, name="rattacher_a"),
    path("rattacher/", ranger.la_chaine, name="ranger"),
    path("rattacher/<slug:genre>/<int:pk>/", trace.rattacher, name="rattacher"),
    path("rattacher/<slug:genre>/<int:pk>/<uuid:contribution_id>/detacher/", trace.detacher, name="detacher"),
    # En dernier : le segment d'un acte ne doit masquer aucune page.
    path("<slug:acte>/", feuille.avancer, name="avancer"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("dossiers/<int:dossier_id>/feuille-de-route/", include(pages)),
    path("regles-de-financement/", argent.regles, name="regles"),
    path("regles-de-financement/ajouter/", argent.regle, name="ajouter_une_regle"),
    path("regles-de-financement/<int:pk>/", argent.regle, name="modifier_une_regle"),
    path("regles-de-financement/<int:pk>/retirer/", argent.retirer_la_regle, name="retirer_la_regle"),
    path("suivi-d-une-action/<str:jeton>/", public.par_lien, name="suivre_par_lien"),
    path("feuilles-de-route/<int:dossier_id>/", public.feuille, name="publique"),
    path("feuilles-de-route/<int:dossier_id>/actions/<int:numero>/", public.action, name="action_publique"),
]
