"""Ce que chaque réponse porte, quelle que soit la page."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.decorators import sync_and_async_middleware

# Rien ne vient d'ailleurs, rien n'est écrit dans la page : ni script, ni style, ni police.
POLITIQUE = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# Les pages ne demandent à l'appareil que ce dont une séance se sert : l'écran, le presse-papier, les clés d'accès.
PERMISSIONS = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
EN_TETES = {
    "Content-Security-Policy": POLITIQUE,
    "Permissions-Policy": PERMISSIONS,
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Une page d'agent ne reste nulle part : ni dans un relais partagé, ni sur le poste après la déconnexion.
SANS_TRACE = "private, no-store"


def _poser(request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
    """Seuls les en-têtes sont touchés : une réponse en flux (SSE) garde son flux.

    Une vue qui a posé les siens les garde : elle sait ce qu'elle sert (un fichier, une page à intégrer).
    """
    for nom, valeur in EN_TETES.items():
        reponse.headers.setdefault(nom, valeur)
    if settings.SESSION_COOKIE_NAME in {*request.COOKIES, *reponse.cookies}:
        reponse.headers.setdefault("Cache-Control", SANS_TRACE)
        if "public" not in reponse.headers["Cache-Control"]:
            patch_vary_headers(reponse, ["Cookie"])
    return reponse


@sync_and_async_middleware
def politique_de_contenu(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def asynchrone(request: HttpRequest) -> HttpResponseBase:
            suite: Awaitable[HttpResponseBase] = get_response(request)
            return _poser(request, await suite)

        return asynchrone

    def synchrone(request: HttpRequest) -> HttpResponseBase:
        return _poser(request, get_response(request))

    return synchrone
