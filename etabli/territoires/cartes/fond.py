"""Le fond : contours des départements, et les deux façons de les mettre à plat."""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from etabli.territoires.calcul import lambert93

Anneau = list[tuple[float, float]]
Projection = Callable[[float, float], tuple[float, float]]


def departements() -> dict[str, tuple[str, list[Anneau]]]:
    """code → (nom, anneaux extérieurs et intérieurs), au plus fin que l'on ait."""
    return lire("departements.geojson")


@lru_cache(maxsize=1)
def departements_au_loin() -> dict[str, tuple[str, list[Anneau]]]:
    """Les mêmes, la métropole allégée pour être vue en entier."""
    return departements() | lire("departements_national.geojson")


@lru_cache(maxsize=2)
def lire(nom: str) -> dict[str, tuple[str, list[Anneau]]]:
    brut = json.loads((Path(settings.DONNEES) / "territoires" / nom).read_text("utf-8"))
    return {
        trait["properties"]["code"]: (trait["properties"]["nom"], anneaux_de(trait["geometry"]))
        for trait in brut["features"]
    }


def anneaux_de(geometrie: dict[str, Any]) -> list[Anneau]:
    """Les anneaux d'un Polygon ou d'un MultiPolygon GeoJSON."""
    polygones = (
        geometrie["coordinates"] if geometrie["type"] == "MultiPolygon" else [geometrie["coordinates"]]
    )
    return [[(p[0], p[1]) for p in anneau] for polygone in polygones for anneau in polygone]


def est_en_metropole(code: str) -> bool:
    return len(code) == 2


@lru_cache(maxsize=256)
def plate(latitude_moyenne: float) -> Projection:
    """Hors de la métropole : degrés ramenés en mètres autour d'une latitude (erreur faible sur une île)."""
    metres_par_degre = 111_195.0
    largeur = metres_par_degre * math.cos(math.radians(latitude_moyenne))
    return lambda lon, lat: (lon * largeur, lat * metres_par_degre)


def projection_pour(lon: float, lat: float) -> Projection:
    """Lambert-93 là où il est légal, une projection locale ailleurs."""
    return lambert93 if -6 <= lon <= 11 and 41 <= lat <= 52 else plate(lat)


@dataclass(frozen=True)
class Cadre:
    """Place un rectangle de mètres dans un rectangle de l'image, sans le déformer, centré."""

    projeter: Projection
    ouest: float
    sud: float
    est: float
    nord: float
    x: float
    y: float
    largeur: float
    hauteur: float

    @property
    def echelle(self) -> float:
        """Unités de l'image par mètre."""
        return min(
            self.largeur / max(self.est - self.ouest, 1.0), self.hauteur / max(self.nord - self.sud, 1.0)
        )

    @property
    def origine(self) -> tuple[float, float]:
        """Où tombe, dans l'image, l'origine des mètres."""
        marge_x = (self.largeur - (self.est - self.ouest) * self.echelle) / 2
        marge_y = (self.hauteur - (self.nord - self.sud) * self.echelle) / 2
        return (self.x + marge_x - self.ouest * self.echelle, self.y + marge_y + self.nord * self.echelle)

    def placer(self, lon: float, lat: float) -> tuple[float, float]:
        (x, y), (x0, y0), k = self.projeter(lon, lat), self.origine, self.echelle
        return (x0 + x * k, y0 - y * k)

    def contient(self, lon: float, lat: float) -> bool:
        x, y = self.placer(lon, lat)
        return self.x <= x <= self.x + self.largeur and self.y <= y <= self.y + self.hauteur

    def placer_les(self, anneaux: Iterable[Anneau]) -> list[Anneau]:
        """Comme `placer`, point par point ; l'échelle et les marges n'y sont calculées qu'une fois."""
        projeter, k, (x0, y0) = self.projeter, self.echelle, self.origine
        return [
            [(x0 + x * k, y0 - y * k) for x, y in (projeter(lon, lat) for lon, lat in anneau)]
            for anneau in anneaux
        ]


def cadrer(
    points: Iterable[tuple[float, float]],
    projeter: Projection,
    x: float,
    y: float,
    largeur: float,
    hauteur: float,
) -> Cadre:
    """Le cadre le plus serré autour de points en degrés."""
    projetes = [projeter(lon, lat) for lon, lat in points]
    xs, ys = [p[0] for p in projetes], [p[1] for p in projetes]
    return Cadre(projeter, min(xs), min(ys), max(xs), max(ys), x, y, largeur, hauteur)


def points_des(codes: Iterable[str]) -> list[tuple[float, float]]:
    return [p for code in codes for anneau in departements_au_loin()[code][1] for p in anneau]


def rogner(anneau: Anneau, gauche: float, haut: float, droite: float, bas: float) -> Anneau:
    """Coupe un anneau au rectangle (Sutherland-Hodgman) : on n'écrit que ce qui se voit."""
    for axe, borne, sens in ((0, gauche, 1), (0, droite, -1), (1, haut, 1), (1, bas, -1)):
        if not anneau:
            return []
        garde: Anneau = []
        precedent = anneau[-1]
        for point in anneau:
            dedans, avant = (point[axe] - borne) * sens >= 0, (precedent[axe] - borne) * sens >= 0
            if dedans != avant:
                part = (borne - precedent[axe]) / (point[axe] - precedent[axe])
                garde.append(
                    (
                        precedent[0] + part * (point[0] - precedent[0]),
                        precedent[1] + part * (point[1] - precedent[1]),
                    )
                )
            if dedans:
                garde.append(point)
            precedent = point
        anneau = garde
    return [*anneau, anneau[0]] if anneau else []
