"""Servir un jeu : son empreinte, sa licence, ses pages ; lisible depuis n'importe quel site."""

import hashlib
import json
from typing import Any

from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from etabli.socle.jeux import JeuOuvert, geojson

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
PAR_PAGE, PAR_PAGE_AU_PLUS = 100, 1000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "geojson": "application/geo+json; charset=utf-8",
    "schema.json": "application/json; charset=utf-8",
}


class ParametreIncomprisError(ValueError):
    """Un paramètre de page qui n'est pas un nombre positif."""


def contenu(jeu: JeuOuvert, forme: str, request: HttpRequest) -> bytes:
    if forme == "csv":
        return jeu.colonnes.csv(jeu.lignes())
    if forme == "geojson" and jeu.point:
        return en_json(geojson(jeu.colonnes, jeu.lignes(), jeu.point) | {"licence": LICENCE})
    if forme == "schema.json":
        return en_json(jeu.colonnes.schema() | {"licenses": [{"name": "etalab-2.0", "path": LICENCE_URL}]})
    return en_json(jeu.brut() if jeu.brut else une_page(jeu, request))


def une_page(jeu: JeuOuvert, request: HttpRequest) -> dict[str, Any]:
    """{"licence", "total", "page", "suivante", "lignes"} : on avance en suivant « suivante »."""
    taille = min(_entier(request, "par_page", PAR_PAGE), PAR_PAGE_AU_PLUS)
    feuille = Paginator(list(jeu.lignes()), taille).get_page(_entier(request, "page", 1))
    suivante = None
    if feuille.has_next():
        parametres = request.GET.copy()
        parametres["page"] = str(feuille.next_page_number())
        suivante = request.build_absolute_uri(f"{request.path}?{parametres.urlencode()}")
    return {
        "jeu": jeu.slug,
        "licence": LICENCE,
        "total": feuille.paginator.count,
        "page": feuille.number,
        "nb_pages": feuille.paginator.num_pages,
        "suivante": suivante,
        "lignes": jeu.colonnes.objets(feuille),
    }


def _entier(request: HttpRequest, nom: str, defaut: int) -> int:
    texte = request.GET.get(nom, "")
    if not texte:
        return defaut
    if not (texte.isascii() and texte.isdigit()) or int(texte) < 1:
        raise ParametreIncomprisError(f"« {nom} » est un nombre entier à partir de 1.")
    return int(texte)


def en_json(donnees: Any) -> bytes:
    return json.dumps(donnees, ensure_ascii=False, cls=DjangoJSONEncoder).encode()


def servir(request: HttpRequest, octets: bytes, forme: str, nom: str) -> HttpResponse:
    """Avec une empreinte : un robot qui revient ne télécharge que ce qui a changé."""
    empreinte = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    connues = [e.removeprefix("W/") for e in parse_etags(request.headers.get("If-None-Match", ""))]
    reponse: HttpResponse
    if empreinte in connues or "*" in connues:
        reponse = HttpResponseNotModified()
    else:
        reponse = HttpResponse(octets, content_type=TYPES[forme])
        if forme == "csv":
            reponse["Content-Disposition"] = f'attachment; filename="{nom}.csv"'
    return ouvrir_a_tous(reponse, empreinte)


def ouvrir_a_tous(reponse: HttpResponse, empreinte: str = "") -> HttpResponse:
    reponse["Access-Control-Allow-Origin"] = "*"
    reponse["Access-Control-Expose-Headers"] = "ETag"
    reponse["Cache-Control"] = "public, max-age=300"
    reponse["Link"] = f'<{LICENCE_URL}>; rel="license"'
    if empreinte:
        reponse["ETag"] = empreinte
    return reponse


def autoriser_les_autres_sites() -> HttpResponse:
    """Un navigateur demande la permission avant d'envoyer une empreinte depuis un autre site."""
    reponse = ouvrir_a_tous(HttpResponse(status=204))
    reponse["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    reponse["Access-Control-Allow-Headers"] = "If-None-Match"
    reponse["Access-Control-Max-Age"] = "86400"
    return reponse
