"""Points, boîtes et projection : assez de géométrie pour situer un territoire, sans bibliothèque."""

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
LAMBERT_N, LAMBERT_C, LAMBERT_E = 0.7256077650532670, 11754255.426096, 0.08181919104281579
LAMBERT_XS, LAMBERT_YS = 700000.0, 12655612.049876
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


def centre_de_polygones(polygones: Iterable[Iterable[Iterable[Iterable[float]]]]) -> Point:
    """Le centre de gravité des anneaux extérieurs, trous ignorés, à l'échelle d'une commune."""
    surfaces = []
    for exterieur, *_ in (list(p) for p in polygones):
        points = [(x, y) for x, y, *_ in exterieur]
        produits = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(points)]
        double = sum(p for *_, p in produits)
        if abs(double) < 1e-12:
            surfaces.append((*points[0], 1e-12))
            continue
        x = sum((a[0] + b[0]) * p for a, b, p in produits) / (3 * double)
        y = sum((a[1] + b[1]) * p for a, b, p in produits) / (3 * double)
        surfaces.append((x, y, abs(double)))
    trouve = centre(surfaces)
    if trouve is None:
        raise ValueError("Un contour a au moins un polygone.")
    return trouve


def distance_en_km(a: Point, b: Point) -> float:
    """Distance à vol d'oiseau (formule de haversine, erreur inférieure à 0,5 %)."""
    x1, y1, x2, y2 = map(math.radians, (*a, *b))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * RAYON_TERRESTRE * math.asin(math.sqrt(min(1.0, h)))


def lambert93(longitude: float, latitude: float) -> Point:
    """Projette en Lambert-93 (EPSG:2154), en mètres ; formules et constantes de l'IGN (NTG 71)."""
    phi, lam = math.radians(latitude), math.radians(longitude - 3)
    sinus = LAMBERT_E * math.sin(phi)
    isometrique = math.log(math.tan(math.pi / 4 + phi / 2) * ((1 - sinus) / (1 + sinus)) ** (LAMBERT_E / 2))
    rayon = LAMBERT_C * math.exp(-LAMBERT_N * isometrique)
    return LAMBERT_XS + rayon * math.sin(LAMBERT_N * lam), LAMBERT_YS - rayon * math.cos(LAMBERT_N * lam)


def de_lambert93(x: float, y: float) -> Point:
    """L'inverse de `lambert93`, en degrés ; converge au milliardième de degré."""
    dx, dy = x - LAMBERT_XS, LAMBERT_YS - y
    isometrique = -math.log(math.hypot(dx, dy) / LAMBERT_C) / LAMBERT_N
    phi = 2 * math.atan(math.exp(isometrique)) - math.pi / 2
    for _ in range(12):
        sinus = LAMBERT_E * math.sin(phi)
        facteur = ((1 + sinus) / (1 - sinus)) ** (LAMBERT_E / 2)
        phi = 2 * math.atan(facteur * math.exp(isometrique)) - math.pi / 2
    return math.degrees(math.atan2(dx, dy) / LAMBERT_N) + 3, math.degrees(phi)
