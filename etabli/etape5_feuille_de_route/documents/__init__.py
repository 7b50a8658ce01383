"""La feuille de route en document : un axe ouvre, chaque action a sa fiche, puis l'argent et le temps.

Les livrables de l'étape suivante reprennent ces suites de blocs ; `niveau` est celui du premier titre.
"""

from etabli.etape5_feuille_de_route.documents.abandon import abandon
from etabli.etape5_feuille_de_route.documents.argent import blocs_du_financement
from etabli.etape5_feuille_de_route.documents.axes import couleur_de
from etabli.etape5_feuille_de_route.documents.chaine import (
    blocs_de_la_vision,
    blocs_des_axes,
    blocs_des_enjeux,
)
from etabli.etape5_feuille_de_route.documents.feuille import FEUILLE_DE_ROUTE, composer
from etabli.etape5_feuille_de_route.documents.fiche import blocs_d_une_action
from etabli.etape5_feuille_de_route.documents.temps import blocs_du_calendrier

__all__ = [
    "FEUILLE_DE_ROUTE",
    "abandon",
    "blocs_d_une_action",
    "blocs_de_la_vision",
    "blocs_des_axes",
    "blocs_des_enjeux",
    "blocs_du_calendrier",
    "blocs_du_financement",
    "composer",
    "couleur_de",
]
