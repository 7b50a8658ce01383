"""Ce que chaque réponse porte, quelle que soit la page."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
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
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
EN_TETES = {
    "Content-Security-Policy": POLITIQUE,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
}


def _poser(reponse: HttpResponseBase) -> HttpResponseBase:
    """Seuls les en-têtes sont touchés : une réponse en flux (SSE) garde son flux."""
    for nom, valeur in EN_TETES.items():
        reponse.headers.setdefault(nom, valeur)
    return reponse


@sync_and_async_middleware
def politique_de_contenu(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def asynchrone(request: HttpRequest) -> HttpResponseBase:
            suite: Awaitable[HttpResponseBase] = get_response(request)
            return _poser(await suite)

        return asynchrone

    def synchrone(request: HttpRequest) -> HttpResponseBase:
        return _poser(get_response(request))

    return synchrone
