"""Ce qui tient fermé ce que le dossier partage : chaque étape inscrit ici sa raison, dans ses `abonnements`.

Le dossier est sous les étapes : il ne sait pas qu'une note peut être figée, elles le lui disent.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from etabli.dossier.models import Dossier
from etabli.socle.verdict import OUI, Verdict

Garde: TypeAlias = Callable[[Dossier], Verdict]

_du_perimetre: dict[str, Garde] = {}
_de_la_reouverture: dict[str, Garde] = {}


def garder_le_perimetre(nom: str, garde: Garde) -> None:
    _du_perimetre[nom] = garde


def garder_la_reouverture(nom: str, garde: Garde) -> None:
    _de_la_reouverture[nom] = garde


def le_perimetre_est_libre(dossier: Dossier) -> Verdict:
    return _le_premier_refus(_du_perimetre, dossier)


def le_dossier_se_rouvre(dossier: Dossier) -> Verdict:
    """Une étape qui court encore se clôt d'abord : le dossier ne peut pas être à deux étapes à la fois."""
    return _le_premier_refus(_de_la_reouverture, dossier)


def _le_premier_refus(gardes: Mapping[str, Garde], dossier: Dossier) -> Verdict:
    verdicts = (garde(dossier) for garde in gardes.values())
    return next((verdict for verdict in verdicts if not verdict), OUI)
