"""Écrire un jeu entier dans l'une de ses formes, ligne après ligne, puis le servir avec son empreinte."""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags
from django.utils.module_loading import import_string
from django.utils.timezone import localtime

from etabli.socle.jeux import JeuOuvert, au_fil, en_json, morceaux_geojson

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "geojson": "application/geo+json; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "schema.json": "application/json; charset=utf-8",
}
# Au-delà, un fichier s'écrit sur le disque et part par morceaux.
EN_MEMOIRE = 1024 * 1024
MORCEAU = 64 * 1024


def ecrire(jeu: JeuOuvert, forme: str, lignes: Iterable[Any], sortie: IO[bytes]) -> None:
    if forme == "parquet":
        # pyarrow pèse trente mégaoctets : seul le processus à qui l'on demande du Parquet le charge.
        parquet: Callable[..., None] = import_string("etabli.donnees_ouvertes.parquet.ecrire_en_parquet")
        return parquet(jeu.colonnes, au_fil(lignes), sortie, LICENCE)
    if forme == "csv":
        morceaux: Iterable[bytes] = (m.encode() for m in jeu.colonnes.morceaux_csv(au_fil(lignes)))
    elif forme == "geojson" and jeu.point:
        morceaux = morceaux_geojson(jeu.colonnes, au_fil(lignes), jeu.point, licence=LICENCE)
    else:
        morceaux = [en_json(jeu.brut(lignes) if jeu.brut else jeu.colonnes.objets(au_fil(lignes)))]
    for morceau in morceaux:
        sortie.write(morceau)
    return None


def servir_le_fichier(
    request: HttpRequest, jeu: JeuOuvert, forme: str, lignes: Iterable[Any]
) -> HttpResponseBase:
    """Écrit d'abord, empreinte ensuite : un robot qui revient ne télécharge que ce qui a changé."""
    tampon: IO[bytes] = SpooledTemporaryFile(max_size=EN_MEMOIRE)  # noqa: SIM115 -- fermé avec la réponse
    ecrire(jeu, forme, lignes, tampon)
    taille = tampon.tell()
    tampon.seek(0)
    somme = hashlib.sha256()
    for morceau in _morceaux(tampon):
        somme.update(morceau)
    tampon.seek(0)
    reponse: HttpResponse | StreamingHttpResponse
    if taille <= EN_MEMOIRE:
        reponse = HttpResponse(tampon.read(), content_type=TYPES[forme])
        tampon.close()
    else:
        suite = _au_loin(tampon) if isinstance(request, ASGIRequest) else _morceaux(tampon)
        reponse = StreamingHttpResponse(suite, content_type=TYPES[forme])
        reponse["Content-Length"] = str(taille)
        reponse._resource_closers.append(tampon.close)  # type: ignore[attr-defined]
    if forme in ("csv", "parquet"):
        reponse["Content-Disposition"] = f'attachment; filename="{jeu.slug}.{forme}"'
    return avec_empreinte(request, dater(reponse, jeu), f'"{somme.hexdigest()[:32]}"')


def servir_du_json(
    request: HttpRequest, donnees: Any, jeu: JeuOuvert | None = None, type_: str = TYPES["json"]
) -> HttpResponseBase:
    octets = donnees if isinstance(donnees, bytes) else en_json(donnees)
    reponse = HttpResponse(octets, content_type=type_)
    empreinte = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    return avec_empreinte(request, dater(reponse, jeu) if jeu else reponse, empreinte)


def avec_empreinte(request: HttpRequest, reponse: HttpResponseBase, empreinte: str) -> HttpResponseBase:
    """304 seulement quand le contenu est le même à l'octet près : une date, elle, peut mentir."""
    connues = [e.removeprefix("W/") for e in parse_etags(request.headers.get("If-None-Match", ""))]
    if empreinte in connues or "*" in connues:
        gardes = {n: reponse[n] for n in ("Last-Modified", "Link") if n in reponse}
        # `close()` dirait la demande finie, et la connexion à la base se fermerait sous elle.
        for fermer in reponse._resource_closers:  # type: ignore[attr-defined]
            fermer()
        reponse = HttpResponse(status=304)
        del reponse["Content-Type"]
        for nom, valeur in gardes.items():
            reponse[nom] = valeur
    reponse["ETag"] = empreinte
    return reponse


def dater(reponse: HttpResponseBase, jeu: JeuOuvert) -> HttpResponseBase:
    quand = jeu.modifie_le() if jeu.modifie_le else None
    if isinstance(quand, date) and not isinstance(quand, datetime):
        quand = localtime().replace(
            year=quand.year, month=quand.month, day=quand.day, hour=0, minute=0, second=0, microsecond=0
        )
    if quand is not None:
        reponse["Last-Modified"] = http_date(quand.timestamp())
    return reponse


def schema_de_table(jeu: JeuOuvert) -> dict[str, Any]:
    """Table Schema, et ce qu'un réutilisateur doit savoir du fichier."""
    return jeu.colonnes.schema() | {
        "homepage": f"{settings.ADRESSE_DU_SITE}/donnees/#jeu-{jeu.slug}",
        "licenses": [{"name": "etalab-2.0", "title": LICENCE, "path": LICENCE_URL}],
        "dialect": {"delimiter": ";", "quoteChar": '"', "header": True, "lineTerminator": "\r\n"},
        "encoding": "utf-8",
    }


def _morceaux(fichier: IO[bytes]) -> Iterator[bytes]:
    while morceau := fichier.read(MORCEAU):
        yield morceau


async def _au_loin(fichier: IO[bytes]) -> AsyncIterator[bytes]:
    """Sous ASGI, un morceau à la fois et hors de la boucle : le disque ne fait attendre personne d'autre."""
    while morceau := await sync_to_async(fichier.read, thread_sensitive=False)(MORCEAU):
        yield morceau
