"""Ce qui se calcule sans base : écrire un nom, lire des codes, mesurer un ensemble de points."""

from etabli.territoires.calcul.codes import CodeLu, code_sans_confusion, codes_proches, lire_les_codes
from etabli.territoires.calcul.geometrie import (
    Emprise,
    Point,
    centre,
    centre_de_polygones,
    de_lambert93,
    distance_en_km,
    emprise,
    lambert93,
)
from etabli.territoires.calcul.noms import mots, normaliser

__all__ = [
    "CodeLu",
    "Emprise",
    "Point",
    "centre",
    "centre_de_polygones",
    "code_sans_confusion",
    "codes_proches",
    "de_lambert93",
    "distance_en_km",
    "emprise",
    "lambert93",
    "lire_les_codes",
    "mots",
    "normaliser",
]
