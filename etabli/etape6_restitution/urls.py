from django.urls import URLPattern, URLResolver, include, path

from etabli.etape6_restitution.views import (
    corpus,
    fiche,
    fichiers,
    livrables,
    photos,
    plans,
    prendre,
    sections,
)

app_name = "restitution"

du_livrable: list[URLPattern | URLResolver] = [
    path("", livrables.livrable, name="livrable"),
    path("apercu/", livrables.apercu, name="apercu"),
    path("parties/<slug:cle>/", sections.section, name="section"),
    path("parties/<slug:cle>/<slug:geste>/", prendre.imprimer, name="imprimer"),
    path("plan/", prendre.prendre_le_plan, name="prendre_le_plan"),
    path("remarques/", livrables.observer, name="observer"),
    path("remarques/<int:pk>/lever/", livrables.lever, name="lever"),
    path("brouillon/<slug:forme>/", fichiers.brouillon, name="brouillon"),
    path("versions/<int:pk>/reecrire/", fichiers.reecrire, name="reecrire"),
    path("fichiers/<int:pk>/", fichiers.fichier, name="fichier"),
    # En dernier : le segment d'un acte ne doit masquer aucune page.
    path("<slug:acte>/", livrables.avancer, name="avancer"),
]

du_dossier: list[URLPattern | URLResolver] = [
    path("livrables/", livrables.livrables, name="livrables"),
    path("livrables/<slug:type_>/", include(du_livrable)),
    path("photos/", photos.photos, name="photos"),
    path("photos/ajouter/", photos.ajouter, name="ajouter_une_photo"),
    path("photos/<int:pk>/", photos.modifier, name="photo"),
    path("photos/<int:pk>/supprimer/", photos.supprimer, name="supprimer_la_photo"),
    path("photos/<int:pk>/image/", photos.image, name="image"),
    path("fiche-publique/", fiche.fiche, name="fiche"),
    path("fiche-publique/publier/", fiche.publier, name="publier_la_fiche"),
    path("fiche-publique/retirer/", fiche.retirer, name="retirer_la_fiche"),
    path("corpus/", corpus.corpus, name="corpus"),
    path("corpus/proposer/", corpus.proposer, name="proposer_le_corpus"),
    path("corpus/contributions.<slug:forme>", corpus.exporter, name="exporter_le_corpus"),
    path("corpus/phrases/<int:pk>/", corpus.decider, name="decider_d_une_phrase"),
    path("corpus/<slug:acte>/", corpus.avancer, name="avancer_le_corpus"),
]

du_plan: list[URLPattern | URLResolver] = [
    path("", plans.plan, name="plan"),
    path("pages/", plans.pages, name="pages_du_plan"),
    path("ajouter/<slug:nature>/", plans.ajouter, name="ajouter_une_partie"),
    path("format/", plans.faire_du_format, name="plan_du_format"),
    path("rendre-au-commun/", plans.rendre_au_commun, name="rendre_au_commun"),
    path("parties/<int:partie>/", plans.modifier, name="partie"),
    path("parties/<int:partie>/retirer/", plans.retirer, name="retirer_la_partie"),
    path("parties/<int:partie>/<slug:sens>/", plans.deplacer, name="deplacer_la_partie"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("programme/plans-des-livrables/", plans.plans, name="plans"),
    path("programme/plans-des-livrables/<int:pk>/", include(du_plan)),
    path("dossiers/<int:dossier_id>/", include(du_dossier)),
    path("livrables/<int:pk>/<slug:forme>/", fichiers.public, name="public"),
]
