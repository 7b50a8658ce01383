"""Lire un GeoJSON ou un GeoPackage sans bibliothèque géographique."""

import json
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etabli.territoires.calcul import de_lambert93

WGS84, LAMBERT93 = 4326, 2154
ENVELOPPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # octets, selon l'indicateur de l'en-tête GeoPackage
POLYGONE, MULTIPOLYGONE = 3, 6
Anneau = list[tuple[float, float]]
Polygones = list[list[Anneau]]
Conversion = Callable[[float, float], tuple[float, float]]


class FichierIllisibleError(Exception):
    """Le fichier n'est pas ce que l'on attend ; le message dit quoi faire."""


@dataclass(frozen=True)
class Trait:
    """Une ligne du fichier : ses attributs, et ses polygones en degrés, ou pourquoi il n'y en a pas."""

    attributs: dict[str, Any]
    polygones: Polygones
    defaut: str = ""


def lire(chemin: Path) -> Iterator[Trait]:
    """Le contenu décide, pas l'extension."""
    with chemin.open("rb") as fichier:
        debut = fichier.read(16)
    if debut.startswith(b"SQLite format 3"):
        yield from lire_un_geopackage(chemin)
    elif debut.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from lire_un_geojson(chemin)
    else:
        raise FichierIllisibleError(
            f"{chemin.name} n'est ni un GeoJSON ni un GeoPackage. Exportez-le dans l'un de ces formats."
        )


def lire_un_geojson(chemin: Path) -> Iterator[Trait]:
    try:
        brut = json.loads(chemin.read_text("utf-8-sig"))
    except ValueError as erreur:
        raise FichierIllisibleError(f"{chemin.name} n'est pas un JSON valide ({erreur}).") from erreur
    if brut.get("type") != "FeatureCollection":
        raise FichierIllisibleError(f"{chemin.name} n'est pas une FeatureCollection GeoJSON.")
    nom = str(brut.get("crs", {}).get("properties", {}).get("name", ""))
    convertir = conversion(LAMBERT93 if nom.endswith("2154") else WGS84)
    for trait in brut["features"]:
        geometrie = trait.get("geometry") or {}
        attributs = trait.get("properties") or {}
        if geometrie.get("type") == "Polygon":
            yield Trait(attributs, convertis([geometrie["coordinates"]], convertir))
        elif geometrie.get("type") == "MultiPolygon":
            yield Trait(attributs, convertis(geometrie["coordinates"], convertir))
        else:
            yield Trait(attributs, [], f"géométrie « {geometrie.get('type', 'vide')} » au lieu d'un polygone")


def lire_un_geopackage(chemin: Path) -> Iterator[Trait]:
    with closing(sqlite3.connect(f"{chemin.resolve().as_uri()}?mode=ro", uri=True)) as base:
        base.row_factory = sqlite3.Row
        try:
            couches = base.execute(
                "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name"
            ).fetchall()
        except sqlite3.DatabaseError as erreur:
            raise FichierIllisibleError(f"{chemin.name} n'est pas un GeoPackage.") from erreur
        for couche in couches:
            convertir = conversion(couche["srs_id"])
            table = couche["table_name"].replace('"', '""')
            for ligne in base.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 -- un nom de table ne se paramètre pas
                attributs = {k: ligne[k] for k in ligne.keys() if k != couche["column_name"]}  # noqa: SIM118
                try:
                    polygones = polygones_du_blob(ligne[couche["column_name"]])
                    yield Trait(attributs, convertis(polygones, convertir))
                except (ValueError, struct.error, TypeError) as erreur:
                    yield Trait(attributs, [], f"géométrie illisible ({erreur})")


def conversion(systeme: int) -> Conversion:
    if systeme == WGS84:
        return lambda x, y: (x, y)
    if systeme == LAMBERT93:
        return de_lambert93
    raise FichierIllisibleError(
        f"Le système de coordonnées EPSG:{systeme} n'est pas lu. Exportez la couche en WGS 84 (EPSG:4326)."
    )


def convertis(polygones: Any, convertir: Conversion) -> Polygones:
    return [[[convertir(p[0], p[1]) for p in anneau] for anneau in polygone] for polygone in polygones]


def polygones_du_blob(blob: bytes) -> Polygones:
    """L'en-tête GeoPackage, puis du WKB."""
    if blob[:2] != b"GP":
        raise ValueError("en-tête GeoPackage absent")
    return Wkb(blob[8 + ENVELOPPES[(blob[3] >> 1) & 0b111] :]).polygones()


class Wkb:
    """Lecteur séquentiel de Well-Known Binary ; ne garde que x et y."""

    def __init__(self, octets: bytes) -> None:
        self.octets, self.place, self.ordre = octets, 0, "<"

    def polygones(self) -> Polygones:
        genre, dimensions = self._entete()
        if genre == POLYGONE:
            return [self._polygone(dimensions)]
        if genre == MULTIPOLYGONE:
            return [self._polygone(self._entete()[1]) for _ in range(self._entier())]
        raise ValueError(f"type WKB {genre} au lieu d'un polygone")

    def _entete(self) -> tuple[int, int]:
        self.ordre = "<" if self.octets[self.place] else ">"
        self.place += 1
        code = self._entier()
        # Deux façons de dire Z et M : l'ISO ajoute des milliers, l'EWKB pose des drapeaux.
        milliers, drapeaux = (code & 0xFFFF) // 1000, (code >> 31) + (code >> 30 & 1)
        return (code & 0xFFFF) % 1000, 2 + max((milliers + 1) // 2, drapeaux)

    def _entier(self) -> int:
        (valeur,) = struct.unpack_from(f"{self.ordre}I", self.octets, self.place)
        self.place += 4
        return int(valeur)

    def _polygone(self, dimensions: int) -> list[Anneau]:
        return [self._anneau(dimensions) for _ in range(self._entier())]

    def _anneau(self, dimensions: int) -> Anneau:
        nb = self._entier()
        nombres = struct.unpack_from(f"{self.ordre}{nb * dimensions}d", self.octets, self.place)
        self.place += 8 * nb * dimensions
        return [(nombres[i], nombres[i + 1]) for i in range(0, nb * dimensions, dimensions)]
