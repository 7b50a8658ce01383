"""Les jeux de données ouverts : chaque étage déclare les siens, une page et une API les servent tous."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from etabli.socle.colonnes import JeuDeColonnes

Point = tuple[float, float]


@dataclass(frozen=True)
class JeuOuvert:
    """`lignes()` ne rend que ce que tout le monde peut lire ; `point(ligne)` donne (longitude, latitude).

    `brut()` remplace le JSON quand un format réglementaire l'impose ; le CSV reste celui des colonnes.
    """

    slug: str
    colonnes: JeuDeColonnes
    lignes: Callable[[], Iterable[Any]]
    ordre: int = 100
    point: Callable[[Any], Point | None] | None = None
    brut: Callable[[], dict[str, Any]] | None = None
    note: str = ""

    @property
    def formes(self) -> tuple[str, ...]:
        return ("csv", "json", "geojson") if self.point else ("csv", "json")


_jeux: dict[str, JeuOuvert] = {}


def enregistrer(*jeux: JeuOuvert) -> None:
    """Inscrire deux fois le même jeu le remplace : `ready` peut être rejoué."""
    for jeu in jeux:
        _jeux[jeu.slug] = jeu


def jeux() -> list[JeuOuvert]:
    return sorted(_jeux.values(), key=lambda j: (j.ordre, j.slug))


def jeu_ouvert(slug: str) -> JeuOuvert | None:
    return _jeux.get(slug)


def geojson(
    colonnes: JeuDeColonnes, lignes: Iterable[Any], point: Callable[[Any], Point | None]
) -> dict[str, Any]:
    """Une FeatureCollection (RFC 7946) ; une ligne sans position garde sa place, sa géométrie est nulle."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": _geometrie(point(ligne)), "properties": proprietes}
            for ligne, proprietes in ((ligne, colonnes.objets([ligne])[0]) for ligne in lignes)
        ],
    }


def _geometrie(point: Point | None) -> dict[str, Any] | None:
    return None if point is None else {"type": "Point", "coordinates": list(point)}
