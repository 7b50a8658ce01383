"""Où se fait une action : ses communes, et le point marqué sur la carte."""

from collections.abc import Sequence

from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.actions.action import verrouiller
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.journal import inscrire
from etabli.territoires.models import Commune


@transaction.atomic
def situer(
    action: Action,
    communes: Sequence[Commune],
    point: tuple[float, float] | None,
    *,
    par: Agent,
    version_lue: str = "",
) -> Action:
    """`point` : (longitude, latitude), ou None pour ne rien marquer."""
    actuelle = verrouiller(action, version_lue)
    avant = _dire(actuelle)
    actuelle.lon, actuelle.lat = point or (None, None)
    actuelle.full_clean(exclude=["feuille"])
    actuelle.save(update_fields=["lon", "lat", "modifie_le"])
    actuelle.communes.set(communes)
    apres = _dire(actuelle)
    if avant != apres:
        phrase = f"a situé {actuelle.nommee}"[:300]
        inscrire("situer", actuelle, par=par, phrase=phrase, donnees={"avant": avant, "apres": apres})
    return actuelle


def _dire(action: Action) -> dict[str, object]:
    return {"communes": sorted(c.nom for c in action.communes.all()), "point": action.point}
