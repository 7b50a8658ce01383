"""Écrire un petit graphe RDF en JSON-LD et en Turtle ; les deux disent les mêmes triplets."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

Graphe = list[dict[str, Any]]
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Ce qui se dit dans une langue ; un identifiant ou une version n'en a pas.
EN_FRANCAIS = {"dct:title", "dct:description", "foaf:name", "dcat:keyword"}
Triplet = tuple[str, str, Any]


def triplets(graphe: Graphe) -> Iterator[Triplet]:
    """(sujet, propriété, valeur) ; une valeur est un texte, un instant, ou {"@id": …}."""
    for noeud in graphe:
        for propriete, valeurs in noeud.items():
            if propriete == "@id":
                continue
            for valeur in valeurs if isinstance(valeurs, list) else [valeurs]:
                yield noeud["@id"], propriete, valeur


def en_json_ld(graphe: Graphe) -> dict[str, Any]:
    return {
        "@context": PREFIXES,
        "@graph": [
            {propriete: _json(propriete, valeur) for propriete, valeur in noeud.items()} for noeud in graphe
        ],
    }


def _json(propriete: str, valeur: Any) -> Any:
    if isinstance(valeur, list):
        return [_json(propriete, une) for une in valeur]
    if isinstance(valeur, datetime):
        return {"@type": "xsd:dateTime", "@value": _instant(valeur)}
    return {"@language": "fr", "@value": valeur} if propriete in EN_FRANCAIS else valeur


def en_turtle(graphe: Graphe) -> str:
    prefixes = [f"@prefix {court}: <{long}> ." for court, long in PREFIXES.items()]
    phrases = [f"{_iri(sujet)} {_turtle(p, v)} ." for sujet, p, v in triplets(graphe)]
    return "\n".join([*prefixes, "", *phrases, ""])


def _turtle(propriete: str, valeur: Any) -> str:
    if propriete == "@type":
        return f"a {valeur}"
    if isinstance(valeur, dict):
        return f"{propriete} {_iri(valeur['@id'])}"
    if isinstance(valeur, datetime):
        return f'{propriete} "{_instant(valeur)}"^^xsd:dateTime'
    return f'{propriete} "{_echapper(str(valeur))}"' + ("@fr" if propriete in EN_FRANCAIS else "")


def _instant(quand: datetime) -> str:
    return localtime(quand).isoformat(timespec="seconds")


def _iri(adresse: str) -> str:
    """Les signes qu'un IRI ne porte pas nus sont encodés."""
    return "<" + "".join(f"%{ord(c):02X}" if c in '<>"{}|^`\\ ' or ord(c) < 33 else c for c in adresse) + ">"


def _echapper(texte: str) -> str:
    echappes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "".join(echappes.get(c, c) for c in texte)
