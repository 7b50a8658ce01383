"""Points, boîtes et projection : assez de géométrie pour situer un territoire, sans bibliothèque."""

import math
from collections.abc import Iterable
from typing import NamedTuple

Point = tuple[float, float]
RAYON_TERRESTRE = 6371.0088  # km, rayon moyen (UGGI)


class Emprise(NamedTuple):
    """Une boîte en degrés (WGS 84)."""

    ouest: float
    sud: float
    est: float
    nord: float


def centre(pondere: Iterable[tuple[float, float, float]]) -> Point | None:
    """Le centre des points (longitude, latitude, poids) ; sans aucun poids, chacun compte pour un."""
    points = list(pondere)
    if not points:
        return None
    poids = sum(p for *_, p in points)
    if poids <= 0:
        points, poids = [(x, y, 1.0) for x, y, _ in points], float(len(points))
    return (sum(x * p for x, _, p in points) / poids, sum(y * p for _, y, p in points) / poids)


def emprise(points: Iterable[Point]) -> Emprise | None:
    """La plus petite boîte qui contient les points."""
    tous = list(points)
    if not tous:
        return None
    xs, ys = zip(*tous, strict=True)
    return Emprise(min(xs), min(ys), max(xs), max(ys))


def distance_en_km(a: Point, b: Point) -> float:
    """Distance à vol d'oiseau (formule de haversine, erreur inférieure à 0,5 %)."""
    x1, y1, x2, y2 = map(math.radians, (*a, *b))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * RAYON_TERRESTRE * math.asin(math.sqrt(min(1.0, h)))


def lambert93(longitude: float, latitude: float) -> Point:
    """Projette en Lambert-93 (EPSG:2154), en mètres ; constantes de l'IGN, NTG 71."""
    n, c, xs, ys, e = 0.7256077650532670, 11754255.426096, 700000.0, 12655612.049876, 0.08181919104281579
    phi, lam = math.radians(latitude), math.radians(longitude) - math.radians(3)
    isometrique = math.log(
        math.tan(math.pi / 4 + phi / 2) * ((1 - e * math.sin(phi)) / (1 + e * math.sin(phi))) ** (e / 2)
    )
    rayon = c * math.exp(-n * isometrique)
    return xs + rayon * math.sin(n * lam), ys - rayon * math.cos(n * lam)
