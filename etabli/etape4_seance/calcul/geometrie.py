"""Ce que l'on trace du doigt sur la carte : un point ou une ligne, en longitudes et latitudes."""

from collections.abc import Callable, Sequence
from typing import Any

Position = tuple[float, float]
NB_POINTS_AU_PLUS = 60
DECIMALES = 5  # environ un mètre


def lire_le_trace(texte: str) -> list[Position]:
    """« 12.5,80 14,81.2 » : des couples d'unités du dessin.

    :raises ValueError: si le texte ne se lit pas, ou s'il y a trop de points.
    """
    points = []
    for couple in texte.split():
        x, separateur, y = couple.partition(",")
        if not separateur:
            raise ValueError("Un point s'écrit x,y.")
        points.append((float(x), float(y)))
    if len(points) > NB_POINTS_AU_PLUS:
        raise ValueError(f"Un tracé a {NB_POINTS_AU_PLUS} points au plus.")
    if any(valeur != valeur or abs(valeur) > 1e6 for point in points for valeur in point):
        raise ValueError("Un point sort de la carte.")
    return points


def en_geojson(positions: Sequence[Position]) -> dict[str, Any]:
    """Un point seul est un point ; plusieurs font une ligne."""
    arrondies = [[round(lon, DECIMALES), round(lat, DECIMALES)] for lon, lat in positions]
    if len(arrondies) == 1:
        return {"type": "Point", "coordinates": arrondies[0]}
    return {"type": "LineString", "coordinates": arrondies}


def positions_de(geometrie: dict[str, Any]) -> list[Position]:
    coordonnees = geometrie["coordinates"]
    couples = [coordonnees] if geometrie["type"] == "Point" else coordonnees
    return [(float(lon), float(lat)) for lon, lat in couples]


def antecedent(placer: Callable[[float, float], Position], x: float, y: float, depart: Position) -> Position:
    """La longitude et la latitude d'un point du dessin : la projection de la carte, lue à l'envers.

    Newton à deux variables, dérivées mesurées sur un millième de degré : la projection y est presque linéaire,
    quelques pas suffisent (erreur finale inférieure au mètre).
    """
    lon, lat = depart
    pas = 1e-3
    for _ in range(8):
        x0, y0 = placer(lon, lat)
        xa, ya = placer(lon + pas, lat)
        xb, yb = placer(lon, lat + pas)
        a, b, c, d = (xa - x0) / pas, (xb - x0) / pas, (ya - y0) / pas, (yb - y0) / pas
        determinant = a * d - b * c
        if not determinant:
            break
        dx, dy = x - x0, y - y0
        lon += (d * dx - b * dy) / determinant
        lat += (a * dy - c * dx) / determinant
    return lon, lat
