"""La porte de la rédaction : qui entre, et ce que ses pages ont le droit de charger."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.utils.urlpatterns import decorate_urlpatterns

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


def garder(motifs: list[Any]) -> list[Any]:
    """Toute la rédaction, interface interne comprise : celle-ci se dit publique, car elle vérifie seule la session, et
    le portier n'y regarderait ni le second facteur ni l'âge de la session.
    """
    for motif in _feuilles(decorate_urlpatterns(motifs, gardee)):
        motif.callback.login_required = True
    return motifs


def _feuilles(motifs: list[Any]) -> Iterator[Any]:
    for motif in motifs:
        if hasattr(motif, "url_patterns"):
            yield from _feuilles(motif.url_patterns)
        else:
            yield motif


def gardee(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Un visiteur sans compte est déjà parti se connecter : il ne reste qu'à refuser les autres, en le disant."""

    @wraps(vue)
    def entree(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        exiger(peut_rediger(request.user))
        reponse = vue(request, *args, **kwargs)
        reponse.headers.setdefault("Content-Security-Policy", POLITIQUE)
        return reponse

    return entree
