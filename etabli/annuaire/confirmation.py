"""Confirmer qui l'on est avant un acte qui ne se rattrape pas : ouvrir des plis, effacer, changer sa sécurité."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

CONFIRMEE_LE = "identite_confirmee_le"
SANS_MOYEN = (
    "Cet acte demande de confirmer qui vous êtes, et votre compte n'a pas de quoi le faire. Choisissez d'abord un "
    "mot de passe : la page « Mot de passe oublié » vous envoie un lien."
)


@receiver(user_logged_in, dispatch_uid="noter_la_confirmation")
def noter_la_confirmation(request: HttpRequest, **_: object) -> None:
    """Qui vient de se connecter vient de dire qui il est."""
    request.session[CONFIRMEE_LE] = time.time()


def est_confirmee(request: HttpRequest) -> bool:
    confirmations = [
        r["at"] for r in get_authentication_records(request, request.user) if r.get("reauthenticated")
    ]
    derniere = max([request.session.get(CONFIRMEE_LE, 0), *confirmations])
    return time.time() - float(derniere) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def exiger_la_confirmation(request: HttpRequest) -> None:
    """Mène à la page de confirmation ; l'acte demandé reprend ensuite où il en était."""
    if est_confirmee(request):
        return
    moyens = get_adapter().get_reauthentication_methods(request.user)
    if not moyens:
        raise PermissionDenied(SANS_MOYEN)
    if getattr(request, "htmx", False):
        suite = suspend_request(request, moyens[0]["url"]).url
        raise ImmediateHttpResponse(HttpResponse(headers={"HX-Redirect": suite}))
    raise ReauthenticationRequired


def identite_a_confirmer(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """La vue ne se fait, même pour lire son formulaire, que si l'identité vient d'être confirmée."""

    @wraps(vue)
    def confirmee(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        exiger_la_confirmation(request)
        return vue(request, *args, **kwargs)

    return confirmee
