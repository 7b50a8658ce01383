"""La porte de la rédaction : qui entre, et ce que ses pages ont le droit de charger."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from etabli.socle.verdict import exiger
from etabli.vitrine.pages.permissions import peut_rediger

# L'éditeur de Wagtail écrit des styles et de petits scripts dans ses pages, et montre l'aperçu dans un cadre.
# Rien ne vient d'ailleurs pour autant, et cette politique ne vaut que sous /redaction/.
POLITIQUE = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


def gardee(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Un visiteur sans compte est déjà parti se connecter : il ne reste qu'à refuser les autres, en le disant."""

    @wraps(vue)
    def entree(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        exiger(peut_rediger(request.user))
        reponse = vue(request, *args, **kwargs)
        reponse.headers.setdefault("Content-Security-Policy", POLITIQUE)
        return reponse

    return entree
