"""Ce qu'une carte interactive demande : les communes d'un pavé, les limites des départements."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from etabli.territoires.calcul import Emprise, emprise
from etabli.territoires.cartes.fond import departements
from etabli.territoires.enums import NiveauDeContour, PrecisionDuPoint
from etabli.territoires.models import Commune, Contour

COTE_MAXIMAL = 1.6  # degrés : au-delà, la carte se remplirait de points illisibles
NB_MAXIMAL = 1200
DECIMALES = 3  # cent mètres


@dataclass(frozen=True)
class Pave:
    ouest: float
    sud: float
    est: float
    nord: float

    @classmethod
    def lire(cls, parametres: Mapping[str, str]) -> Self | None:
        try:
            bornes = [float(parametres[nom]) for nom in ("ouest", "sud", "est", "nord")]
        except (KeyError, ValueError):
            return None
        return cls(*bornes) if all(-180 <= b <= 180 for b in bornes) else None

    @property
    def est_trop_large(self) -> bool:
        return self.est - self.ouest > COTE_MAXIMAL * 1.6 or self.nord - self.sud > COTE_MAXIMAL


def communes_du_pave(pave: Pave) -> dict[str, Any]:
    """Deux requêtes : les communes, puis leurs contours s'ils sont importés."""
    if pave.est_trop_large:
        return {"trop_large": True, "communes": []}
    trouvees = Commune.objects.actuelles().filter(
        lon__range=(pave.ouest, pave.est), lat__range=(pave.sud, pave.nord)
    )
    communes = list(trouvees.select_related("epci")[:NB_MAXIMAL])
    contours = Contour.objects.filter(niveau=NiveauDeContour.COMMUNE, code__in=[c.code for c in communes])
    traces = {c.code: c.geometrie for c in contours}
    return {"trop_large": False, "communes": [_commune(c, traces.get(c.code)) for c in communes]}


def emprise_des_communes(codes: Iterable[str]) -> Emprise | None:
    """De quoi cadrer la carte sur une sélection."""
    communes = Commune.objects.filter(code__in=list(codes)[:400], lon__isnull=False, lat__isnull=False)
    return emprise(communes.values_list("lon", "lat"))


def _commune(commune: Commune, contour: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "code": commune.code,
        "nom": commune.nom,
        "epci": commune.epci.nom if commune.epci else "",
        "population": commune.population,
        "lon": commune.lon,
        "lat": commune.lat,
        "approche": commune.precision_du_point == PrecisionDuPoint.APPROCHE,
        "contour": contour,
    }


@lru_cache(maxsize=1)
def contours_des_departements() -> str:
    """Les limites, allégées : le fond de la carte où l'on choisit."""
    traits = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": nom},
            "geometry": {"type": "MultiPolygon", "coordinates": [[_leger(a)] for a in anneaux]},
        }
        for code, (nom, anneaux) in departements().items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": traits}, separators=(",", ":"))


def _leger(anneau: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    arrondis = [(round(x, DECIMALES), round(y, DECIMALES)) for x, y in anneau]
    return [p for rang, p in enumerate(arrondis) if rang == 0 or p != arrondis[rang - 1]]
