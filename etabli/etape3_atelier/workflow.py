"""Le cycle de vie d'un atelier. Se lit comme la procédure, de haut en bas."""

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.actions import achever, garder_le_motif, lancer
from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.permissions import (
    peut_achever,
    peut_interrompre,
    peut_lancer,
    peut_passer_en_production,
    peut_reprendre,
    peut_reprendre_la_preparation,
)
from etabli.socle.cycle import ActePossible, Cycle, Transition

CYCLE = Cycle(
    modele=Atelier,
    etats=Etat,
    transitions=(
        Transition(
            "lancer",
            "Lancer l'atelier",
            (Etat.PREPARATION,),
            Etat.EN_COURS,
            peut_lancer,
            phrase="a lancé l'atelier",
            effets=(lancer,),
            saisie=True,
        ),
        Transition(
            "passer_en_production",
            "Passer à la production des livrables",
            (Etat.EN_COURS,),
            Etat.PRODUCTION,
            peut_passer_en_production,
            phrase="a ouvert la production des livrables",
        ),
        Transition(
            "achever",
            "Déclarer l'atelier achevé",
            (Etat.PRODUCTION,),
            Etat.ACHEVE,
            peut_achever,
            phrase="a déclaré l'atelier achevé",
            effets=(achever,),
            saisie=True,
        ),
        Transition(
            "interrompre",
            "Interrompre l'atelier",
            (Etat.PREPARATION, Etat.EN_COURS, Etat.PRODUCTION),
            Etat.INTERROMPU,
            peut_interrompre,
            phrase="a interrompu l'atelier",
            effets=(garder_le_motif,),
            saisie=True,
            est_principale=False,
            est_grave=True,
        ),
        Transition(
            "reprendre",
            "Reprendre l'atelier",
            (Etat.INTERROMPU,),
            Etat.EN_COURS,
            peut_reprendre,
            phrase="a repris l'atelier",
            effets=(garder_le_motif,),
        ),
        Transition(
            "reprendre_la_preparation",
            "Reprendre la préparation",
            (Etat.INTERROMPU,),
            Etat.PREPARATION,
            peut_reprendre_la_preparation,
            phrase="a repris la préparation de l'atelier",
            effets=(garder_le_motif,),
        ),
    ),
    libelles_publics={Etat.PREPARATION: "En préparation", Etat.PRODUCTION: "Livrables en cours d'écriture"},
)

# Selon qu'il avait été lancé ou non, un atelier interrompu reprend par l'un ou par l'autre.
REPRISES = {True: "reprendre", False: "reprendre_la_preparation"}


def actes_proposes(atelier: Atelier, agent: Agent) -> list[ActePossible]:
    """Les boutons de la page : de deux reprises, on ne montre que celle qui a un sens."""
    hors_sujet = REPRISES[not atelier.lance_le]
    return [a for a in CYCLE.actes_possibles(atelier, agent) if a.transition.nom != hors_sujet]
