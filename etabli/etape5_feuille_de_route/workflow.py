"""Le cycle de vie d'une feuille de route. Se lit comme la procédure, de haut en bas."""

from etabli.etape5_feuille_de_route.actions import adopter, garder_le_motif
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.etape5_feuille_de_route.permissions import (
    peut_adopter,
    peut_clore,
    peut_rendre,
    peut_rouvrir,
    peut_soumettre,
)
from etabli.socle.cycle import Cycle, Transition

CYCLE = Cycle(
    modele=FeuilleDeRoute,
    etats=Etat,
    transitions=(
        Transition(
            "soumettre",
            "Soumettre aux co-porteurs",
            (Etat.REDACTION,),
            Etat.CONCERTATION,
            peut_soumettre,
            phrase="a soumis la feuille de route aux co-porteurs",
        ),
        Transition(
            "rendre",
            "Rendre à l'équipe",
            (Etat.CONCERTATION,),
            Etat.REDACTION,
            peut_rendre,
            phrase="a rendu la feuille de route à l'équipe",
            effets=(garder_le_motif,),
            saisie=True,
            est_principale=False,
        ),
        Transition(
            "adopter",
            "Enregistrer l'adoption",
            (Etat.CONCERTATION,),
            Etat.ADOPTEE,
            peut_adopter,
            phrase="a enregistré l'adoption de la feuille de route",
            effets=(adopter,),
            saisie=True,
        ),
        Transition(
            "clore",
            "Clore le suivi",
            (Etat.ADOPTEE,),
            Etat.CLOSE,
            peut_clore,
            phrase="a clos le suivi de la feuille de route",
            effets=(garder_le_motif,),
            saisie=True,
            est_principale=False,
            est_grave=True,
        ),
        Transition(
            "rouvrir",
            "Rouvrir le suivi",
            (Etat.CLOSE,),
            Etat.ADOPTEE,
            peut_rouvrir,
            phrase="a rouvert le suivi de la feuille de route",
            est_principale=False,
        ),
    ),
    libelles_publics={Etat.REDACTION: "En cours d'écriture", Etat.CONCERTATION: "En cours d'écriture"},
)
