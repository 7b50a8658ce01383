"""Les pages publiques : écrites une fois pour tous les passants, jusqu'à la prochaine écriture en base.

Ne concerne que le passant sans témoin (ni session, ni préférence), qui lit, et une réponse qui ne lui en pose
aucun : ce que l'un reçoit, tous l'auraient reçu. Une page dit parfois le jour ou l'heure : elle ne se garde
donc pas plus d'une minute, même si rien ne change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.timezone import localdate

from etabli.socle.memoire.revision import revision_de_la_base
from etabli.socle.memoire.tiroir import Tiroir

NB_DE_PAGES, DUREE = 500, 60.0  # pages par processus, secondes
POIDS_AU_PLUS = 512 * 1024  # octets : une page, pas un export
# Ce qui change la réponse à adresse égale ; le reste de la requête n'y peut rien. Tout ce que `veut_un_fragment` lit y
# est : sinon l'un ferait garder à tous une page là où ils attendent un fragment.
DISTINCTIFS = (
    "HTTP_HOST",
    "HTTP_ACCEPT",
    "HTTP_HX_REQUEST",
    "HTTP_HX_BOOSTED",
    "HTTP_HX_TARGET",
    "HTTP_HX_HISTORY_RESTORE_REQUEST",
)
VARIE = ("Accept", "Cookie", "HX-Request")


@dataclass(frozen=True)
class PageGardee:
    statut: int
    en_tetes: tuple[tuple[str, str], ...]
    contenu: bytes
    marque: str

    def servir(self, request: HttpRequest) -> HttpResponse:
        """La page, ou le seul mot « inchangée » à qui l'a déjà."""
        connues = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if self.marque in connues or f"W/{self.marque}" in connues:
            return _avec(HttpResponseNotModified(), (("ETag", self.marque),))
        return _avec(HttpResponse(self.contenu, status=self.statut), self.en_tetes)


PAGES: Tiroir[PageGardee] = Tiroir(NB_DE_PAGES, DUREE)


def pages_publiques(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def repondre(request: HttpRequest) -> HttpResponseBase:
        revision = revision_de_la_base() if _est_d_un_passant(request) else None
        if revision is None:
            return get_response(request)
        cle = (
            revision,
            request.get_full_path(),
            request.scheme,
            localdate(),
            settings.ADRESSE_DU_SITE,
            *map(request.META.get, DISTINCTIFS),
        )
        if gardee := PAGES.lire(cle):
            return gardee.servir(request)
        reponse = get_response(request)
        if _se_garde(request, reponse):
            PAGES.ranger(cle, gardee := _garder(reponse))
            return gardee.servir(request)
        return reponse

    return repondre


def _est_d_un_passant(request: HttpRequest) -> bool:
    return (
        settings.MEMOIRE_DES_PAGES
        and request.method == "GET"
        and not request.META.get("HTTP_COOKIE")
        and not request.META.get("HTTP_AUTHORIZATION")
        and not request.META.get("HTTP_RANGE")
    )


def _se_garde(request: HttpRequest, reponse: HttpResponseBase) -> bool:
    prive = reponse.headers.get("Cache-Control", "")
    return (
        isinstance(reponse, HttpResponse)
        and reponse.status_code == 200
        and not reponse.cookies
        and not reponse.has_header("Content-Disposition")
        and "private" not in prive
        and "no-store" not in prive
        and len(reponse.content) <= POIDS_AU_PLUS
    )


def _garder(reponse: HttpResponseBase) -> PageGardee:
    assert isinstance(reponse, HttpResponse)  # noqa: S101 -- vérifié par `_se_garde`
    marque = reponse.headers.get("ETag") or f'"{blake2b(reponse.content, digest_size=12).hexdigest()}"'
    patch_vary_headers(reponse, VARIE)
    # Le navigateur garde la page mais redemande toujours si elle est encore la bonne.
    reponse.headers.setdefault("Cache-Control", "no-cache")
    reponse.headers["ETag"] = marque
    return PageGardee(reponse.status_code, tuple(reponse.headers.items()), reponse.content, marque)


def _avec(reponse: HttpResponse, en_tetes: tuple[tuple[str, str], ...]) -> HttpResponse:
    for nom, valeur in en_tetes:
        reponse.headers[nom] = valeur
    return reponse
