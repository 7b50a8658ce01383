"""La liste de travail des actions d'une feuille de route."""

from typing import Any

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.colonnes import A_L_ECRAN, COLONNES_DES_ACTIONS
from etabli.etape5_feuille_de_route.forms import FiltresForm
from etabli.socle.listes import Liste


def preparer(actions: Any, agent: Agent) -> Any:
    return actions.for_detail()


ACTIONS = Liste(
    COLONNES_DES_ACTIONS,
    FiltresForm,
    unite="action",
    tri="numero",
    ecran=("action", "numero", *A_L_ECRAN),
    facette="statut",
    facette_dite="Actions par statut",
    vide="Aucune action pour l'instant.",
    par_page=100,
    preparer=preparer,
)
