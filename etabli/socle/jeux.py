"""Les jeux de données ouverts : chaque étage déclare les siens, une page, une API et un catalogue les servent tous."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from etabli.socle.colonnes import JeuDeColonnes

Point = tuple[float, float]
# Autant de lignes lues de la base à la fois : un jeu de cent mille lignes ne tient jamais entier en mémoire.
PAR_LOT = 2000


@dataclass(frozen=True)
class FiltreOuvert:
    """Un paramètre de l'adresse qui choisit parmi les lignes ; `exemple` est une valeur possible."""

    nom: str
    description: str
    exemple: str = ""
    est_entier: bool = False


@dataclass(frozen=True)
class JeuOuvert:
    """`lignes()` ne rend que ce que tout le monde peut lire ; `point(ligne)` donne (longitude, latitude).

    `brut(lignes)` remplace le JSON quand un format réglementaire l'impose ; les autres formes restent celles des
    colonnes. `filtrer(lignes, valeurs)` applique les `filtres`. `modifie_le()` date la dernière écriture connue.
    `frequence` est un code du vocabulaire européen des fréquences (CONT, IRREG, ANNUAL…).
    """

    slug: str
    colonnes: JeuDeColonnes
    lignes: Callable[[], Iterable[Any]]
    ordre: int = 100
    point: Callable[[Any], Point | None] | None = None
    brut: Callable[[Iterable[Any]], dict[str, Any]] | None = None
    note: str = ""
    filtres: tuple[FiltreOuvert, ...] = ()
    filtrer: Callable[[Any, Mapping[str, Any]], Iterable[Any]] | None = None
    trouver: Callable[[str], Any | None] | None = None
    modifie_le: Callable[[], datetime | date | None] | None = None
    frequence: str = "CONT"
    millesime: str = ""
    mots_cles: tuple[str, ...] = ()
    conforme_a: str = ""

    @property
    def formes(self) -> tuple[str, ...]:
        return ("csv", "json", "geojson", "parquet") if self.point else ("csv", "json", "parquet")

    def choisies(self, valeurs: Mapping[str, Any]) -> Iterable[Any]:
        """Les lignes que les filtres retiennent ; un filtre vide laisse tout passer."""
        lignes = self.lignes()
        return self.filtrer(lignes, valeurs) if self.filtrer and any(valeurs.values()) else lignes


_jeux: dict[str, JeuOuvert] = {}


def enregistrer(*jeux: JeuOuvert) -> None:
    """Inscrire deux fois le même jeu le remplace : `ready` peut être rejoué."""
    for jeu in jeux:
        _jeux[jeu.slug] = jeu


def jeux() -> list[JeuOuvert]:
    return sorted(_jeux.values(), key=lambda j: (j.ordre, j.slug))


def jeu_ouvert(slug: str) -> JeuOuvert | None:
    return _jeux.get(slug)


def compter(lignes: Iterable[Any]) -> int:
    """Par la base quand c'est une requête : on ne lit pas dix mille lignes pour en dire le nombre."""
    if isinstance(lignes, QuerySet):
        return lignes.count()
    return len(lignes) if isinstance(lignes, list | tuple) else sum(1 for _ in lignes)


def au_fil(lignes: Iterable[Any]) -> Iterator[Any]:
    """Une ligne après l'autre, sans garder celles qui sont passées."""
    return iter(lignes.iterator(chunk_size=PAR_LOT)) if isinstance(lignes, QuerySet) else iter(lignes)


class EnJson(DjangoJSONEncoder):
    """Un montant est un nombre, comme le schéma l'annonce ; Django l'écrirait entre guillemets."""

    def default(self, o: Any) -> Any:
        return float(o) if isinstance(o, Decimal) else super().default(o)


def en_json(donnees: Any) -> bytes:
    return json.dumps(donnees, ensure_ascii=False, cls=EnJson).encode()


def geojson(
    colonnes: JeuDeColonnes, lignes: Iterable[Any], point: Callable[[Any], Point | None]
) -> dict[str, Any]:
    """Une FeatureCollection (RFC 7946) ; une ligne sans position garde sa place, sa géométrie est nulle."""
    return {
        "type": "FeatureCollection",
        "features": [_lieu(colonnes, ligne, point) for ligne in lignes],
    }


def morceaux_geojson(
    colonnes: JeuDeColonnes, lignes: Iterable[Any], point: Callable[[Any], Point | None], **membres: Any
) -> Iterator[bytes]:
    """La même collection, écrite lieu après lieu ; `membres` s'ajoutent à ceux de la norme."""
    yield en_json({"type": "FeatureCollection", **membres})[:-1] + b', "features": ['
    separateur = b"\n"
    for ligne in lignes:
        yield separateur + en_json(_lieu(colonnes, ligne, point))
        separateur = b",\n"
    yield b"\n]}"


def _lieu(colonnes: JeuDeColonnes, ligne: Any, point: Callable[[Any], Point | None]) -> dict[str, Any]:
    ici = point(ligne)
    geometrie = None if ici is None else {"type": "Point", "coordinates": list(ici)}
    return {"type": "Feature", "geometry": geometrie, "properties": colonnes.objets([ligne])[0]}
