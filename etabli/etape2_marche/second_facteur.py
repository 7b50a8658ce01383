"""Qui achète en ce moment doit avoir un second facteur : son compte ouvrira les plis."""

from etabli.annuaire.models import Agent
from etabli.annuaire.second_facteur import exiger_pour
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import Marche

JUSQU_A_L_OUVERTURE = (Etat.PREPARATION, Etat.CONSULTATION, Etat.DEPOUILLEMENT)
MOTIF = "votre service achète : vous pouvez ouvrir les plis d'un marché en cours"


def achete_en_ce_moment(agent: Agent) -> bool:
    return Marche.objects.filter(
        acheteur_id__in=agent.organisations_ids, etat__in=JUSQU_A_L_OUVERTURE
    ).exists()


exiger_pour("ouvreur", achete_en_ce_moment, MOTIF)
