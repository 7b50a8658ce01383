"""Les listes vivantes : ce qu'une page montre des données sans que personne n'ait à le recopier."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etabli.vitrine import programme
from etabli.vitrine.pages.vivants import Sources

RECENTES = 3


@dataclass(frozen=True)
class Liste:
    """Une liste que la rédaction peut poser dans une page : son gabarit, et ce qu'il lit."""

    cle: str
    libelle: str
    gabarit: str
    lire: Callable[[Sources], dict[str, Any]]


def _formats(sources: Sources) -> dict[str, Any]:
    formats = programme.formats()
    return {"formats": formats, "tableau": programme.tableau_des_formats(formats)}


def _recents(sources: Sources) -> dict[str, Any]:
    recents = [f for f in sources.fiches if f.est_a_l_annee and not f.est_fictif]
    return {"recents": recents[:RECENTES]}


LISTES: dict[str, Liste] = {
    liste.cle: liste
    for liste in (
        Liste("formats", "les formats d'atelier", "vitrine/blocs/liste_formats.html", _formats),
        Liste(
            "themes",
            "les familles de thèmes",
            "vitrine/blocs/liste_themes.html",
            lambda s: {"familles": programme.familles_de_themes()},
        ),
        Liste(
            "phases",
            "les phases d'un atelier local",
            "vitrine/blocs/liste_phases.html",
            lambda s: {"phases": programme.phases(), "local": s.local},
        ),
        Liste(
            "livrables",
            "les livrables",
            "vitrine/blocs/liste_livrables.html",
            lambda s: {"livrables": s.livrables},
        ),
        Liste(
            "rubriques",
            "les rubriques de la note d'opportunité",
            "vitrine/blocs/liste_rubriques.html",
            lambda s: {"rubriques": programme.rubriques_de_la_note()},
        ),
        Liste(
            "titulaires",
            "l'accord-cadre et ses titulaires",
            "vitrine/blocs/liste_titulaires.html",
            lambda s: {"cadre": s.cadre},
        ),
        Liste("recents", "les ateliers récents", "vitrine/blocs/liste_recents.html", _recents),
    )
}
