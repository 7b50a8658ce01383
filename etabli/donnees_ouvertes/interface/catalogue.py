"""Le catalogue des jeux : DCAT-AP pour les moissonneurs, Data Package pour qui prend tout d'un coup."""

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Router

from etabli.donnees_ouvertes.dcat import Graphe, en_json_ld, en_turtle
from etabli.donnees_ouvertes.formes import LICENCE, LICENCE_URL, TYPES, schema_de_table, servir_du_json
from etabli.donnees_ouvertes.interface.lecture import adresse, instant
from etabli.donnees_ouvertes.jeux import fichier_decp
from etabli.socle.jeux import JeuOuvert, jeux

FREQUENCES = "http://publications.europa.eu/resource/authority/frequency/"
THEME = "http://publications.europa.eu/resource/authority/data-theme/REGI"
PAYS = "http://publications.europa.eu/resource/authority/country/FRA"
LANGUE = "http://publications.europa.eu/resource/authority/language/FRA"
FORMATS = "http://publications.europa.eu/resource/authority/file-type/"
GENRES = {"csv": "CSV", "json": "JSON", "geojson": "GEOJSON", "parquet": "PARQUET"}

routes = Router(tags=["Jeux de données"])
Siret = Annotated[str, Path(pattern=r"^[0-9]{14}$", description="Le SIRET de l'acheteur.")]
Annee = Annotated[int, Path(ge=1900, le=9999, description="L'année de notification.")]


def _texte(type_: str) -> dict[str, Any]:
    return {"responses": {200: {"description": "Le catalogue.", "content": {type_: {"schema": {}}}}}}


@routes.get(
    "/catalogue.jsonld",
    operation_id="catalogue-jsonld",
    summary="Le catalogue (DCAT-AP, JSON-LD)",
    openapi_extra=_texte("application/ld+json"),
    url_name="catalogue-jsonld",
)
def catalogue_json_ld(request: HttpRequest) -> HttpResponseBase:
    """Les jeux, leurs formes, leur licence, leur fréquence, pour les portails qui moissonnent."""
    return servir_du_json(request, en_json_ld(graphe(request)), type_="application/ld+json; charset=utf-8")


@routes.get(
    "/catalogue.ttl",
    operation_id="catalogue-turtle",
    summary="Le catalogue (DCAT-AP, Turtle)",
    openapi_extra=_texte("text/turtle"),
    url_name="catalogue-ttl",
)
def catalogue_turtle(request: HttpRequest) -> HttpResponseBase:
    """Le même catalogue, en Turtle."""
    return servir_du_json(request, en_turtle(graphe(request)).encode(), type_="text/turtle; charset=utf-8")


@routes.get(
    "/datapackage.json",
    response=dict[str, Any],
    operation_id="datapackage",
    summary="Tous les jeux (Data Package)",
    url_name="datapackage",
)
def datapackage(request: HttpRequest) -> HttpResponseBase:
    """Chaque CSV, son schéma et son dialecte : de quoi tout relire avec un seul outil."""
    return servir_du_json(
        request,
        {
            "profile": "tabular-data-package",
            "name": "ateliers-locaux",
            "title": settings.NOM_DU_SITE,
            "licenses": [{"name": "etalab-2.0", "title": LICENCE, "path": LICENCE_URL}],
            "resources": [_ressource(request, jeu) for jeu in jeux()],
        },
    )


def _ressource(request: HttpRequest, jeu: JeuOuvert) -> dict[str, Any]:
    table = schema_de_table(jeu)
    return {
        "profile": "tabular-data-resource",
        "name": jeu.slug,
        "title": jeu.colonnes.titre,
        "description": jeu.colonnes.description,
        "path": request.build_absolute_uri(adresse(jeu, "csv")),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": table.pop("dialect"),
        "schema": {"fields": table["fields"], "missingValues": table["missingValues"]},
    }


@routes.get(
    "/decp/{annee}/{siret}.json",
    response=dict[str, Any],
    operation_id="decp-d-un-acheteur",
    summary="Les données essentielles d'un acheteur, pour une année",
    url_name="decp",
)
def decp_d_un_acheteur(request: HttpRequest, annee: Annee, siret: Siret) -> HttpResponseBase:
    """Le fichier DECP v2.0.3 que l'acheteur dépose."""
    donnees = fichier_decp(annee, siret)
    if donnees is None:
        raise Http404
    return servir_du_json(request, donnees)


def graphe(request: HttpRequest) -> Graphe:
    """Le catalogue comme un graphe : chaque nœud, son type, ce que l'on en dit."""
    racine = request.build_absolute_uri("/donnees/")
    noeuds: Graphe = [
        {
            "@id": racine,
            "@type": "dcat:Catalog",
            "dct:title": settings.NOM_DU_SITE,
            "dct:description": "Les jeux de données ouverts des Ateliers Locaux.",
            "dct:publisher": {"@id": f"{racine}#editeur"},
            "dct:license": {"@id": LICENCE_URL},
            "dct:language": {"@id": LANGUE},
            "foaf:homepage": {"@id": racine},
            "dcat:dataset": [{"@id": f"{racine}#jeu-{j.slug}"} for j in jeux()],
        },
        {"@id": f"{racine}#editeur", "@type": "foaf:Agent", "foaf:name": settings.NOM_DU_SITE},
    ]
    for jeu in jeux():
        noeuds += _jeu(request, racine, jeu)
    return noeuds


def _jeu(request: HttpRequest, racine: str, jeu: JeuOuvert) -> Graphe:
    ici = f"{racine}#jeu-{jeu.slug}"
    quand: datetime | None = instant(jeu)
    noeud: dict[str, Any] = {
        "@id": ici,
        "@type": "dcat:Dataset",
        "dct:identifier": jeu.slug,
        "dct:title": jeu.colonnes.titre,
        "dct:description": " ".join(filter(None, (jeu.colonnes.description, jeu.note))),
        "dct:publisher": {"@id": f"{racine}#editeur"},
        "dct:accrualPeriodicity": {"@id": FREQUENCES + jeu.frequence},
        "dct:spatial": {"@id": PAYS},
        "dct:language": {"@id": LANGUE},
        "dcat:theme": {"@id": THEME},
        "dcat:keyword": list(jeu.mots_cles),
        "dcat:landingPage": {"@id": ici},
        "dcat:distribution": [{"@id": f"{ici}-{forme}"} for forme in jeu.formes],
    }
    if quand:
        noeud["dct:modified"] = quand
    if jeu.millesime:
        noeud["owl:versionInfo"] = jeu.millesime
    if settings.CONTACT_DES_DONNEES:
        noeud["dcat:contactPoint"] = {"@id": f"mailto:{settings.CONTACT_DES_DONNEES}"}
    return [noeud, *(_distribution(request, ici, jeu, forme) for forme in jeu.formes)]


def _distribution(request: HttpRequest, ici: str, jeu: JeuOuvert, forme: str) -> dict[str, Any]:
    url = request.build_absolute_uri(adresse(jeu, forme))
    schema = request.build_absolute_uri(adresse(jeu, "schema.json"))
    suit = jeu.conforme_a if forme == "json" and jeu.conforme_a else schema
    return {
        "@id": f"{ici}-{forme}",
        "@type": "dcat:Distribution",
        "dct:title": f"{jeu.colonnes.titre} ({forme.upper()})",
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{TYPES[forme].split(';')[0]}"
        },
        "dct:format": {"@id": FORMATS + GENRES[forme]},
        "dct:license": {"@id": LICENCE_URL},
        "dct:conformsTo": {"@id": suit},
    }
