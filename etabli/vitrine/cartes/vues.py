"""Ce que la carte montre : la France et ses encarts, une région, un département, ou une zone choisie."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from etabli.territoires.calcul import lambert93
from etabli.territoires.cartes.fond import Cadre, cadrer, departements, projection_pour
from etabli.territoires.cartes.france import (
    ENCARTS,
    HAUTEUR,
    LARGEUR,
    cadre_d_encart,
    cadre_de_la_couronne,
    cadre_de_la_metropole,
)
from etabli.territoires.models import Departement
from etabli.vitrine.calcul.catalogue import Filtre, Zone

HAUTEUR_DE_PRES, MARGE = 700, 14
# La plus petite zone montrée, en degrés : un bourg garde ses environs.
COTE_MINIMAL = 0.12


@dataclass(frozen=True)
class Vue:
    """`cadre` est nul pour la France entière, qui en a plusieurs."""

    hauteur: int
    cadre: Cadre | None = None
    codes: tuple[str, ...] = ()
    largeur: int = LARGEUR

    def placer(self, lon: float, lat: float) -> tuple[int, int] | None:
        """Le point dans l'image, ou rien s'il n'y est pas."""
        if self.cadre is None:
            return placer_en_france(lon, lat)
        if not self.cadre.contient(lon, lat):
            return None
        x, y = self.cadre.placer(lon, lat)
        return round(x), round(y)

    @property
    def emprise(self) -> tuple[float, float, float, float] | None:
        """(ouest, sud, est, nord) de toute l'image en mètres Lambert-93, pour un fond d'images ; nul ailleurs."""
        cadre = self.cadre or cadre_de_la_metropole()
        if cadre.projeter is not lambert93:
            return None
        largeur = (cadre.est - cadre.ouest) * cadre.echelle
        hauteur = (cadre.nord - cadre.sud) * cadre.echelle
        ouest = cadre.ouest - (cadre.x + (cadre.largeur - largeur) / 2) / cadre.echelle
        nord = cadre.nord + (cadre.y + (cadre.hauteur - hauteur) / 2) / cadre.echelle
        return ouest, nord - self.hauteur / cadre.echelle, ouest + self.largeur / cadre.echelle, nord


FRANCE = Vue(HAUTEUR)


@lru_cache(maxsize=20_000)
def placer_en_france(lon: float, lat: float) -> tuple[int, int] | None:
    """Paris et sa couronne n'ont de place que dans leur agrandissement."""
    if -6 <= lon <= 11 and 41 <= lat <= 52:
        cadres = [cadre_de_la_couronne(), cadre_de_la_metropole()]
    else:
        cadres = [cadre_d_encart(code) for code in ENCARTS]
    for cadre in cadres:
        if cadre.contient(lon, lat):
            x, y = cadre.placer(lon, lat)
            return round(x), round(y)
    return None


def vue_de(filtre: Filtre) -> Vue:
    """La plus petite que les filtres nomment ; une requête au plus."""
    if filtre.rectangle:
        return de_la_zone(filtre.rectangle)
    if filtre.departement:
        return des_departements((filtre.departement,)) or FRANCE
    if filtre.region:
        codes = Departement.objects.filter(region_id=filtre.region).values_list("pk", flat=True)
        return des_departements(tuple(sorted(codes))) or FRANCE
    return FRANCE


@lru_cache(maxsize=200)
def des_departements(codes: tuple[str, ...]) -> Vue | None:
    connus = tuple(code for code in codes if code in departements())
    points = [p for code in connus for anneau in departements()[code][1] for p in anneau]
    return _autour(points, connus) if points else None


def de_la_zone(zone: Zone) -> Vue:
    milieu = ((zone.ouest + zone.est) / 2, (zone.sud + zone.nord) / 2)
    demi = max(zone.est - zone.ouest, zone.nord - zone.sud, COTE_MINIMAL) / 2
    coins = [(milieu[0] - demi, milieu[1] - demi), (milieu[0] + demi, milieu[1] + demi)]
    return _autour(coins, tuple(_departements_dans(coins)))


def _departements_dans(coins: list[tuple[float, float]]) -> Iterable[str]:
    (ouest, sud), (est, nord) = coins
    for code, (lo, ba, hi, ha) in emprises().items():
        if lo <= est and hi >= ouest and ba <= nord and ha >= sud:
            yield code


@lru_cache(maxsize=1)
def emprises() -> dict[str, tuple[float, float, float, float]]:
    """Le rectangle de chaque département, en degrés."""
    trouvees = {}
    for code, (_, anneaux) in departements().items():
        lons = [lon for anneau in anneaux for lon, _ in anneau]
        lats = [lat for anneau in anneaux for _, lat in anneau]
        trouvees[code] = (min(lons), min(lats), max(lons), max(lats))
    return trouvees


def _autour(points: list[tuple[float, float]], codes: tuple[str, ...]) -> Vue:
    lon = sum(p[0] for p in points) / len(points)
    lat = sum(p[1] for p in points) / len(points)
    cadre = cadrer(
        points, projection_pour(lon, lat), MARGE, MARGE, LARGEUR - 2 * MARGE, HAUTEUR_DE_PRES - 2 * MARGE
    )
    return Vue(HAUTEUR_DE_PRES, cadre, codes)
