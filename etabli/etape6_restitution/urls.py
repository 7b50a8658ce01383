from django.urls import URLPattern, URLResolver, include, path

from etabli.etape6_restitution.views import fiche, fichiers, livrables, photos, sections

app_name = "restitution"

du_livrable: list[URLPattern | URLResolver] = [
    path("", livrables.livrable, name="livrable"),
    path("apercu/", livrables.apercu, name="apercu"),
    path("parties/<slug:cle>/", sections.section, name="section"),
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
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("dossiers/<int:dossier_id>/", include(du_dossier)),
    path("livrables/<int:pk>/<slug:forme>/", fichiers.public, name="public"),
]
