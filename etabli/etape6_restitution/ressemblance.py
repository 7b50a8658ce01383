"""À quel point deux ateliers se ressemblent, et pourquoi : thèmes, forme du territoire, taille, région.

Une mesure sans la base : symétrique, de 0 à 1 ; ce que l'on ignore ne rapproche personne.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from etabli.socle.francais import liste_et, nombre

POIDS = {"themes": 4.0, "forme": 2.0, "taille": 2.0, "regions": 2.0}
TAILLE_VOISINE = 0.5  # la plus petite population vaut au moins la moitié de l'autre


@dataclass(frozen=True)
class Profil:
    """Ce qui se compare d'un atelier. `forme` : celle de son périmètre ; vide quand on l'ignore."""

    cle: str
    titre: str
    url: str
    themes: frozenset[str] = frozenset()
    forme: str = ""
    nb_habitants: int | None = None
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Semblable:
    """`part` de 0 à 1 ; `raisons` en toutes lettres, la plus lourde d'abord."""

    titre: str
    url: str
    part: float
    raisons: list[str] = field(default_factory=list)
    cle: str = ""


def ressemblance(a: Profil, b: Profil) -> float:
    return sum(POIDS[nom] * part for nom, part in _parts(a, b).items()) / sum(POIDS.values())


def _parts(a: Profil, b: Profil) -> dict[str, float]:
    return {
        "themes": _commun(a.themes, b.themes),
        "forme": float(bool(a.forme) and a.forme == b.forme),
        "taille": _taille(a, b),
        "regions": _commun(a.regions, b.regions),
    }


def _commun(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _taille(a: Profil, b: Profil) -> float:
    if not a.nb_habitants or not b.nb_habitants:
        return 0.0
    return min(a.nb_habitants, b.nb_habitants) / max(a.nb_habitants, b.nb_habitants)


def raisons(a: Profil, b: Profil) -> list[str]:
    """Ce qui se dit de la ressemblance ; une population deux fois plus grande n'en est pas une."""
    parts, dites = _parts(a, b), []
    if parts["themes"]:
        communs = sorted(a.themes & b.themes)
        dites.append(
            f"{'un thème commun' if len(communs) == 1 else 'des thèmes communs'} : {liste_et(communs)}"
        )
    if parts["forme"]:
        dites.append(f"la même forme de territoire : {a.forme}")
    if parts["regions"]:
        dites.append(f"la même région : {liste_et(sorted(a.regions & b.regions))}")
    if parts["taille"] >= TAILLE_VOISINE:
        dites.append(f"une taille voisine : {nombre(b.nb_habitants or 0)} habitants")
    return dites


def les_plus_proches(profil: Profil, autres: Iterable[Profil], *, au_plus: int = 4) -> Sequence[Semblable]:
    """Les autres ateliers, du plus au moins semblable ; sans raison à dire, on n'en propose pas."""
    lus = [
        Semblable(autre.titre, autre.url, ressemblance(profil, autre), dites, autre.cle)
        for autre in autres
        if autre.cle != profil.cle and (dites := raisons(profil, autre))
    ]
    return sorted(lus, key=lambda s: (-s.part, s.titre, s.cle))[:au_plus]


def forme_du_territoire(nb_communes: int, nb_epci: int, nb_departements: int) -> str:
    """Ce que le périmètre réunit ; vide quand on ne sait pas."""
    if nb_departements > 1:
        return "plusieurs départements"
    if nb_epci > 1:
        return "plusieurs intercommunalités"
    if nb_communes > 1:
        return "une intercommunalité, ou une partie"
    return "une seule commune" if nb_communes else ""
