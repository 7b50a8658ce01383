"""La description de l'API (OpenAPI 3.1), tirée des mêmes colonnes que les données."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from etabli.donnees_ouvertes.reponses import LICENCE, LICENCE_URL, PAR_PAGE, PAR_PAGE_AU_PLUS, TYPES
from etabli.socle.jeux import JeuOuvert

PAGES = [
    {
        "name": nom,
        "in": "query",
        "description": description,
        "schema": {"type": "integer", "minimum": 1, "default": defaut, **bornes},
    }
    for nom, description, defaut, bornes in (
        ("page", "La page à lire, à partir de 1.", 1, {}),
        ("par_page", "Le nombre de lignes par page.", PAR_PAGE, {"maximum": PAR_PAGE_AU_PLUS}),
    )
]


def openapi(adresse: str, jeux: Iterable[JeuOuvert]) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Données ouvertes des Ateliers Locaux",
            "version": "1",
            "description": "Lecture seule, sans compte ni clé.",
            "license": {"name": LICENCE, "url": LICENCE_URL},
        },
        "servers": [{"url": adresse}],
        "paths": {
            reverse("donnees_ouvertes:jeu", args=[jeu.slug, forme]): {"get": _operation(jeu, forme)}
            for jeu in jeux
            for forme in (*jeu.formes, "schema.json")
        },
    }


def _operation(jeu: JeuOuvert, forme: str) -> dict[str, Any]:
    type_de_contenu = TYPES[forme].split(";")[0]
    pagine = forme == "json" and jeu.brut is None
    operation: dict[str, Any] = {
        "operationId": f"{jeu.slug}_{forme.replace('.', '_')}",
        "summary": f"{jeu.colonnes.titre} ({forme})",
        "description": " ".join(filter(None, (jeu.colonnes.description, jeu.note))),
        "responses": {
            "200": {"description": "Les données.", "content": {type_de_contenu: {"schema": _schema(jeu, forme)}}},
            "304": {"description": "Rien n'a changé depuis l'empreinte donnée dans If-None-Match."},
        },
    }  # fmt: skip
    if pagine:
        operation["parameters"] = PAGES
        operation["responses"]["422"] = {"description": "Un paramètre n'est pas un nombre entier."}
    return operation


def _schema(jeu: JeuOuvert, forme: str) -> dict[str, Any]:
    if forme == "csv":
        return {"type": "string"}
    if forme != "json" or jeu.brut is not None:
        return {"type": "object"}
    return {
        "type": "object",
        "properties": {
            "jeu": {"type": "string"},
            "licence": {"type": "string"},
            "total": {"type": "integer"},
            "page": {"type": "integer"},
            "nb_pages": {"type": "integer"},
            "suivante": {"type": ["string", "null"], "format": "uri"},
            "lignes": {"type": "array", "items": jeu.colonnes.schema_json()},
        },
        "required": ["jeu", "licence", "total", "page", "lignes"],
    }
