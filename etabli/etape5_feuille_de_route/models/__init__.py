"""La feuille de route : des contributions aux enjeux, des enjeux aux axes, des axes aux actions financées."""

from etabli.etape5_feuille_de_route.models.action import Action
from etabli.etape5_feuille_de_route.models.argent import CoutAnnuel, RegleDeFinancement
from etabli.etape5_feuille_de_route.models.chaine import Axe, Enjeu, FeuilleDeRoute, Objectif
from etabli.etape5_feuille_de_route.models.suivi import (
    BilanDeSuivi,
    EtapeDAction,
    Financement,
    LienDeSuivi,
    PointDeSuivi,
)

__all__ = [
    "Action",
    "Axe",
    "BilanDeSuivi",
    "CoutAnnuel",
    "Enjeu",
    "EtapeDAction",
    "FeuilleDeRoute",
    "Financement",
    "LienDeSuivi",
    "Objectif",
    "PointDeSuivi",
    "RegleDeFinancement",
]
