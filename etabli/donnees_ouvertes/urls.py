from django.urls import include, path

from etabli.donnees_ouvertes.interface.api import INCONNUES, URLS
from etabli.donnees_ouvertes.views import abonnements, jetons, public

propres = [
    path("donnees/", public.accueil, name="accueil"),
    path("donnees/interface/", public.interface, name="interface"),
    path("comptes/mes-jetons/", jetons.mes_jetons, name="jetons"),
    path("comptes/mes-jetons/<int:pk>/revoquer/", jetons.revoquer, name="revoquer_un_jeton"),
    path("abonnements/", abonnements.liste, name="abonnements"),
    path("abonnements/creer/", abonnements.creer, name="creer_un_abonnement"),
    path("abonnements/<int:pk>/", abonnements.detail, name="abonnement"),
    path("abonnements/<int:pk>/modifier/", abonnements.modifier, name="modifier_un_abonnement"),
    path("abonnements/<int:pk>/supprimer/", abonnements.supprimer, name="supprimer_un_abonnement"),
    path("abonnements/<int:pk>/<slug:geste>/", abonnements.faire, name="faire_d_un_abonnement"),
]
urlpatterns = [
    path("", include((propres, "donnees_ouvertes"))),
    path("api/v1/", include(URLS)),
    INCONNUES,
]
