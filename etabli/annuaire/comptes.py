"""Ce que nous changeons à django-allauth : pas d'inscription libre, nos phrases, nos lettres, et 422 aux refus."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from etabli.annuaire import appareils, proconnect
from etabli.annuaire.alertes import prevenir
from etabli.annuaire.confirmation import est_confirmee
from etabli.annuaire.models import Agent
from etabli.socle.rendu import SAISIE_REFUSEE

journal = logging.getLogger(__name__)
MOYENS = {
    "reauthenticate": "Par mon mot de passe",
    "mfa_reauthenticate": "Par un code de mon application, ou un code de secours",
    "mfa_reauthenticate:webauthn": "Par ma clé d'accès",
}
ECHEC_DU_COURRIER = (
    "Le serveur de courrier ne répond pas : la lettre n'a pas pu partir. Réessayez dans quelques minutes."
)


class AdaptateurDeComptes(DefaultAccountAdapter):  # type: ignore[misc]
    """On n'ouvre pas de compte soi-même : on y est invité."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est fermé.",
        "email_password_mismatch": "L'adresse ou le mot de passe ne sont pas corrects. Vérifiez-les, ou demandez un "
        "code par courriel.",
        "incorrect_code": "Ce code n'est pas le bon. Recopiez-le tel que vous l'avez reçu.",
        "incorrect_password": "Ce mot de passe n'est pas le bon.",
        "enter_current_password": "Ce mot de passe n'est pas celui de votre compte.",
        "too_many_login_attempts": "Trop d'essais. Attendez quelques minutes avant de recommencer ; une clé d'accès "
        "ou un nouveau mot de passe restent possibles.",
        "rate_limited": "Trop de demandes. Attendez quelques minutes avant de recommencer.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def reauthenticate(self, user: Agent, password: str) -> bool:
        """L'adresse est celle de l'agent : la maison ne tient pas d'autres adresses que celle-là."""
        reconnu = self.authenticate(context.request, email=user.email, password=password)
        return reconnu is not None and reconnu.pk == user.pk

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Une seule règle dans la maison : voir confirmation.py. Qui vient d'entrer n'est pas questionné deux fois."""
        return not est_confirmee(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        moyens = super().get_reauthentication_methods(user)
        for moyen in moyens:
            moyen["description"] = MOYENS[moyen["id"]]
        if proconnect.est_regle() and isinstance(user, Agent) and hasattr(user, "proconnect"):
            adresse = reverse("annuaire:confirmer_par_proconnect")
            moyens.append({"id": "proconnect", "description": "Par ProConnect", "url": adresse})
        return list(moyens)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Ces lettres portent un secret : elles partent sans passer par la boîte d'envoi, que la DGALN lit."""
        try:
            super().send_mail(template_prefix, email, {"adresse": settings.ADRESSE_DU_SITE, **context})
        except OSError:
            journal.exception("Une lettre de connexion n'a pas pu partir.")
            messages.error(self.request, ECHEC_DU_COURRIER)

    def send_notification_mail(self, template_prefix: str, user: Agent, *_: Any, **__: Any) -> None:
        prevenir(user, template_prefix, appareils.appareil_de(self.request))

    def post_login(self, request: HttpRequest, user: Agent, **options: Any) -> HttpResponse:
        reponse: HttpResponse = super().post_login(request, user, **options)
        if not appareils.est_connu(request, user):
            prevenir(user, "nouvel-appareil", appareils.appareil_de(request))
        appareils.retenir(request, reponse, user)
        return reponse

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


def refuser_en_422(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Les vues d'allauth rendent 200 avec leurs erreurs ; ici une saisie refusée se lit au statut."""

    @wraps(vue)
    def refusant(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reponse = vue(request, *args, **kwargs)
        contexte = getattr(reponse, "context_data", None) or {}
        formulaires = (contexte.get("form"), contexte.get("webauthn_form"))
        if reponse.status_code == 200 and any(f is not None and f.errors for f in formulaires):
            reponse.status_code = SAISIE_REFUSEE
        return reponse

    return refusant
