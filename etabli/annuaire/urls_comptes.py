"""Les pages de compte que l'on sert, et elles seules.

Pas de page pour changer d'adresse : une adresse se prouve par une invitation reçue, pas en la déclarant.
"""

from allauth.account import views
from django.urls import path, re_path

from etabli.annuaire.comptes import refuser_en_422

urlpatterns = [
    path("login/", refuser_en_422(views.login), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", refuser_en_422(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", refuser_en_422(views.password_change), name="account_change_password"),
    path("password/reset/", refuser_en_422(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        refuser_en_422(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
