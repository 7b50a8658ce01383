"""Ce qu'un visiteur sans compte reçoit : une page comprimée, qu'il ne retélécharge que si elle a changé.

La page d'un agent n'est jamais comprimée : avec un secret dans la page et un mot choisi par un tiers, la taille
d'une réponse comprimée dirait quelque chose du secret (attaque BREACH).
"""

import hashlib
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, has_vary_header, patch_vary_headers
from django.utils.decorators import sync_and_async_middleware
from django.utils.text import compress_string

# En deçà, l'en-tête coûterait plus que ce qu'il gagne.
TAILLE_MINIMALE = 500
COMPRESSIBLES = ("text/", "application/json", "application/geo+json", "image/svg+xml", "application/atom+xml")
# Django ajoute à la fin du flux un nombre tiré au sort d'octets : la taille seule n'apprend rien.
OCTETS_AU_HASARD = 100


def est_d_un_visiteur(request: HttpRequest) -> bool:
    """Sans cookie de session, la réponse ne peut rien contenir de personnel."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "Authorization" not in request.headers


def alleger(request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(reponse, HttpResponse) or request.method not in ("GET", "HEAD"):
        return reponse
    if not est_d_un_visiteur(request) or reponse.status_code != 200 or reponse.has_header("Content-Encoding"):
        return reponse
    if not reponse.cookies:
        reponse = _conditionnelle(request, reponse)
    return _comprimee(request, reponse)


def _conditionnelle(request: HttpRequest, reponse: HttpResponse) -> HttpResponse:
    """Une empreinte faible : la même page comprimée ou non la porte."""
    reponse.headers.setdefault("Cache-Control", "no-cache")
    if "no-store" in reponse.headers["Cache-Control"]:
        return reponse
    if not has_vary_header(reponse, "Cookie"):
        patch_vary_headers(reponse, ("Cookie",))
    if not reponse.has_header("ETag"):
        reponse.headers["ETag"] = f'W/"{hashlib.sha256(reponse.content).hexdigest()[:32]}"'
    conditionnelle = get_conditional_response(request, etag=reponse.headers["ETag"], response=reponse)
    return conditionnelle if isinstance(conditionnelle, HttpResponse) else reponse


def _comprimee(request: HttpRequest, reponse: HttpResponse) -> HttpResponse:
    forme = reponse.headers.get("Content-Type", "")
    if reponse.status_code != 200 or not forme.startswith(COMPRESSIBLES):
        return reponse
    patch_vary_headers(reponse, ("Accept-Encoding",))
    if len(reponse.content) < TAILLE_MINIMALE or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return reponse
    reponse.content = compress_string(reponse.content, max_random_bytes=OCTETS_AU_HASARD)
    reponse.headers["Content-Encoding"] = "gzip"
    reponse.headers["Content-Length"] = str(len(reponse.content))
    return reponse


@sync_and_async_middleware
def pages_legeres(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def asynchrone(request: HttpRequest) -> HttpResponseBase:
            suite: Awaitable[HttpResponseBase] = get_response(request)
            return alleger(request, await suite)

        return asynchrone

    def synchrone(request: HttpRequest) -> HttpResponseBase:
        return alleger(request, get_response(request))

    return synchrone
