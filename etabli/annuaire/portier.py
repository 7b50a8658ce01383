"""La porte des pages d'agent : être connecté, depuis pas trop longtemps, avec le second facteur s'il est exigé."""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now

from etabli.annuaire.second_facteur import est_en_regle

OUVERTE_LE, VUE_LE = "ouverte_le", "vue_le"
# On n'écrit pas la session à chaque page : la dernière visite se note à cinq minutes près.
PAS = 5 * 60
# Ce qui reste ouvert à qui n'a pas encore le second facteur exigé de lui : de quoi l'installer, ou partir.
LIBRES = {
    "account_logout",
    "account_reauthenticate",
    "annuaire:second_facteur",
    "annuaire:confirmer_par_proconnect",
}


@receiver(user_logged_in, dispatch_uid="noter_l_ouverture")
def noter_l_ouverture(request: HttpRequest, **_: object) -> None:
    request.session[OUVERTE_LE] = request.session[VUE_LE] = time.time()


class Portier(LoginRequiredMiddleware):
    """Un seul passage pour les trois règles : les pages publiques n'y perdent rien."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if trop_longue(request):
            logout(request)
            messages.info(request, "Votre session s'est fermée d'elle-même. Reconnectez-vous pour reprendre.")
            return self.handle_no_permission(request, view_func)
        noter_la_visite(request)
        match = request.resolver_match
        nom = match.view_name if match else ""
        if nom in LIBRES or nom.startswith("mfa_") or est_en_regle(request, request.user):
            return None
        return _vers_le_second_facteur(request)


def trop_longue(request: HttpRequest) -> bool:
    """Ouverte depuis trop longtemps, ou laissée sans visite."""
    maintenant = time.time()
    ouverte, vue = (request.session.get(cle, maintenant) for cle in (OUVERTE_LE, VUE_LE))
    return bool(
        maintenant - ouverte > settings.SESSION_AU_PLUS.total_seconds()
        or maintenant - vue > settings.SESSION_INACTIVE.total_seconds()
    )


def noter_la_visite(request: HttpRequest) -> None:
    maintenant = time.time()
    if maintenant - request.session.get(VUE_LE, 0) < PAS:
        return
    request.session.setdefault(OUVERTE_LE, maintenant)
    request.session[VUE_LE] = maintenant
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now())


def _vers_le_second_facteur(request: HttpRequest) -> HttpResponseBase:
    adresse = f"{reverse('annuaire:second_facteur')}?{urlencode({'next': request.get_full_path()})}"
    if not request.accepts("text/html"):
        return JsonResponse({"detail": "Installez d'abord votre second facteur."}, status=403)
    return redirect(adresse)
