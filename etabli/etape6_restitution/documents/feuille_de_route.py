"""La feuille de route : objectifs, plan d'actions, plan de financement, calendrier ; et qui la suit."""

from collections.abc import Iterator

from etabli.etape5_feuille_de_route.documents import (
    blocs_de_la_vision,
    blocs_des_axes,
    blocs_du_calendrier,
    blocs_du_financement,
)
from etabli.etape6_restitution.documents.matiere import Matiere, route, trace
from etabli.socle.document.blocs import Bloc


def vision(m: Matiere) -> Iterator[Bloc]:
    """Sans son titre : le plan en donne un."""
    yield from blocs_de_la_vision(m.feuille)[1:] if m.feuille else ()


def axes_et_fiches(m: Matiere) -> Iterator[Bloc]:
    yield from blocs_des_axes(m.feuille) if m.feuille else ()


def financement(m: Matiere) -> Iterator[Bloc]:
    yield from blocs_du_financement(m.feuille) if m.feuille else ()


def calendrier(m: Matiere) -> Iterator[Bloc]:
    yield from blocs_du_calendrier(m.feuille) if m.feuille else ()


BLOCS = {
    "vision": vision,
    "enjeux_et_axes": trace.chaine,
    "ensemble": route.ensemble,
    "axes_et_fiches": axes_et_fiches,
    "financement_detaille": financement,
    "calendrier_des_actions": calendrier,
}
