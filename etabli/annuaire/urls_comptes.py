"""Les pages de compte que l'on sert, et elles seules.

Pas de page pour changer d'adresse : une adresse se prouve par une invitation reçue, pas en la déclarant.
"""

from allauth.account import views
from allauth.mfa.base import views as facteurs
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as application
from allauth.mfa.webauthn import views as cles
from django.urls import path, re_path

from etabli.annuaire.comptes import refuser_en_422
from etabli.annuaire.confirmation import identite_a_confirmer
from etabli.annuaire.views import securite

urlpatterns = [
    path("login/", refuser_en_422(views.login), name="account_login"),
    path("login/code/", refuser_en_422(views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", refuser_en_422(securite.code_recu), name="account_confirm_login_code"),
    path("logout/", securite.se_deconnecter, name="account_logout"),
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
    path("securite/", securite.securite, name="mfa_index"),
    path("securite/code/", refuser_en_422(facteurs.authenticate), name="mfa_authenticate"),
    path("securite/confirmer/", refuser_en_422(facteurs.reauthenticate), name="mfa_reauthenticate"),
    path(
        "securite/application/",
        identite_a_confirmer(refuser_en_422(application.activate_totp)),
        name="mfa_activate_totp",
    ),
    path(
        "securite/application/retirer/",
        identite_a_confirmer(refuser_en_422(application.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path("securite/codes/", identite_a_confirmer(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "securite/codes/nouveaux/",
        identite_a_confirmer(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "securite/codes/telecharger/",
        identite_a_confirmer(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("securite/cles/", securite.securite, name="mfa_list_webauthn"),
    path("securite/cles/entrer/", cles.login_webauthn, name="mfa_login_webauthn"),
    path(
        "securite/cles/ajouter/",
        identite_a_confirmer(refuser_en_422(cles.add_webauthn)),
        name="mfa_add_webauthn",
    ),
    path("securite/cles/confirmer/", cles.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(
        "securite/cles/<int:pk>/retirer/",
        identite_a_confirmer(cles.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "securite/cles/<int:pk>/nommer/",
        identite_a_confirmer(refuser_en_422(cles.edit_webauthn)),
        name="mfa_edit_webauthn",
    ),
]
