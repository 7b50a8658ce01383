"""Un périmètre est-il d'un seul tenant ? Par les contours quand on les a, sinon par les centres."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from etabli.territoires.calcul.geometrie import Point, distance_en_km

# Sans contour, on ne dit séparés que des groupes dont les centres les plus proches sont à plus de 20 km :
# deux communes qui se touchent en sont presque toujours plus près, et l'on préfère se taire que de se tromper.
ECART_CERTAIN = 20.0


class Reunion:
    """Des ensembles que l'on fusionne au fur et à mesure (union-find)."""

    def __init__(self, membres: Iterable[str]) -> None:
        self.parent = {m: m for m in membres}

    def chef(self, membre: str) -> str:
        while self.parent[membre] != membre:
            self.parent[membre] = self.parent[self.parent[membre]]
            membre = self.parent[membre]
        return membre

    def reunir(self, a: str, b: str) -> None:
        self.parent[self.chef(a)] = self.chef(b)

    def groupes(self) -> list[list[str]]:
        """Les plus grands d'abord."""
        par_chef: dict[str, list[str]] = defaultdict(list)
        for membre in self.parent:
            par_chef[self.chef(membre)].append(membre)
        return sorted(par_chef.values(), key=lambda groupe: (-len(groupe), groupe))


def morceaux_par_contours(sommets: Mapping[str, Collection[Point]]) -> list[list[str]]:
    """Deux contours qui ont un sommet en commun se touchent : les fichiers officiels partagent leurs sommets."""
    reunion = Reunion(sommets)
    proprietaire: dict[Point, str] = {}
    for code, points in sommets.items():
        for point in points:
            if (autre := proprietaire.setdefault(point, code)) != code:
                reunion.reunir(code, autre)
    return reunion.groupes()


def morceaux_par_centres(
    centres: Mapping[str, Point], d_un_tenant: Iterable[Collection[str]] = ()
) -> list[list[str]]:
    """L'approximation : des groupes séparés de plus de `ECART_CERTAIN` km ; à dire comme telle.

    `d_un_tenant` : ce que la loi dit continu (une intercommunalité entière, article L5214-1 du CGCT et suivants).
    """
    reunion = Reunion(centres)
    for ensemble in d_un_tenant:
        situes = [code for code in ensemble if code in centres]
        for a, b in pairwise(situes):
            reunion.reunir(a, b)
    for a, b in couples_a_portee(centres):
        if reunion.chef(a) != reunion.chef(b) and distance_en_km(centres[a], centres[b]) <= ECART_CERTAIN:
            reunion.reunir(a, b)
    return reunion.groupes()


def ecart(groupe: Collection[str], reste: Collection[str], centres: Mapping[str, Point]) -> float:
    """La plus petite distance entre deux ensembles, en km."""
    return min(distance_en_km(centres[a], centres[b]) for a in groupe for b in reste)


COTE = 0.25  # degré : une case fait au moins 14 km de large en métropole, deux suffisent à la portée


def couples_a_portee(centres: Mapping[str, Point]) -> Iterable[tuple[str, str]]:
    """Les couples d'une case, puis ceux de cases proches, chacun une fois : un département se lit vite."""
    cases: dict[tuple[int, int], list[str]] = defaultdict(list)
    for code, (lon, lat) in centres.items():
        cases[math.floor(lon / COTE), math.floor(lat / COTE)].append(code)
    for (x, y), ici in cases.items():
        yield from combinations(ici, 2)
        for dx, dy in VOISINES:
            yield from ((a, b) for a in ici for b in cases.get((x + dx, y + dy), ()))


# La moitié des cases à portée ; l'autre moitié voit celle-ci.
VOISINES: Sequence[tuple[int, int]] = [(1, 0), (2, 0), *((dx, 1) for dx in range(-2, 3))]
