"""Ce que toute demande traverse, quelle que soit l'adresse : jeton, compte, autres sites, forme des erreurs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from etabli.donnees_ouvertes.actions import noter_l_usage
from etabli.donnees_ouvertes.formes import LICENCE_URL
from etabli.donnees_ouvertes.interface.limite import compter_la_demande
from etabli.donnees_ouvertes.interface.problemes import probleme
from etabli.donnees_ouvertes.interface.repetitions import une_seule_fois
from etabli.donnees_ouvertes.models import Jeton

Vue = Callable[..., HttpResponseBase]
LUS = (
    "ETag, Last-Modified, Link, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
)


def habiller(vue: Vue) -> Vue:
    """Sans session ni cookie : un jeton vaut identité, et rien d'autre ; la protection CSRF n'a donc pas d'objet."""

    @csrf_exempt
    @login_not_required
    @wraps(vue)
    def habillee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _aux_autres_sites(HttpResponse(status=204))
        secret = _secret(request)
        jeton = Jeton.objects.du_jeton(secret) if secret else None
        compte = compter_la_demande(request, jeton)
        if compte.est_depasse:
            phrase = f"Plus de {compte.limite} demandes en une minute : revenez dans {compte.reste_s} s."
            reponse: HttpResponseBase = probleme(request, 429, phrase)
        elif secret and jeton is None:
            reponse = probleme(request, 401, "Ce jeton est inconnu, expiré ou révoqué.")
            reponse["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        else:
            reponse = _repondre(request, vue, jeton, *args, **kwargs)
        compte.dire(reponse)
        reponse.headers.setdefault("Link", f'<{LICENCE_URL}>; rel="license"')
        prive = jeton is not None or reponse.status_code >= 400
        reponse.headers.setdefault("Cache-Control", "private, no-store" if prive else "public, max-age=300")
        return _aux_autres_sites(reponse) if request.method in ("GET", "HEAD") else reponse

    return habillee


def _repondre(
    request: HttpRequest, vue: Vue, jeton: Jeton | None, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    request.jeton = jeton  # type: ignore[attr-defined]
    if jeton is not None:
        noter_l_usage(jeton)
    methode, request.method = request.method, "GET" if request.method == "HEAD" else request.method
    reponse = une_seule_fois(request, jeton, lambda: vue(request, *args, **kwargs))
    request.method = methode
    if isinstance(reponse, HttpResponseNotAllowed):
        permises = reponse["Allow"]
        reponse = probleme(request, 405, f"À cette adresse, seules ces méthodes existent : {permises}.")
        reponse["Allow"] = permises
    return reponse


def _secret(request: HttpRequest) -> str:
    genre, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if genre.lower() == "bearer" else ""


def _aux_autres_sites(reponse: HttpResponseBase) -> HttpResponseBase:
    """La lecture est ouverte à tout site ; l'écriture n'est pas proposée aux navigateurs."""
    reponse["Access-Control-Allow-Origin"] = "*"
    reponse["Access-Control-Expose-Headers"] = LUS
    if reponse.status_code == 204:
        reponse["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        reponse["Access-Control-Allow-Headers"] = "If-None-Match"
        reponse["Access-Control-Max-Age"] = "86400"
    return reponse


def habiller_tout(motifs: list[Any]) -> list[URLPattern]:
    return [
        path(str(motif.pattern), habiller(motif.callback), name=motif.name)
        for motif in motifs
        if isinstance(motif, URLPattern) and motif.name != "api-root"
    ]


def rien_ici(request: HttpRequest, reste: str = "") -> HttpResponseBase:
    """Sous /api/, même une adresse inconnue répond comme l'API."""
    return probleme(request, 404, "Rien n'existe à cette adresse : voyez /api/v1/openapi.json.")
