"""Deux cycles : la séance, et chacune de ses activités. Se lisent comme une journée d'atelier."""

from typing import Any

from etabli.annuaire.models import Agent
from etabli.etape4_seance.actions import changer_l_ecran, suivre_l_activite_ouverte
from etabli.etape4_seance.enums import Etat, EtatActivite
from etabli.etape4_seance.models import Activite, Seance
from etabli.etape4_seance.permissions import (
    peut_animer,
    peut_clore,
    peut_clore_l_activite,
    peut_diffuser,
    peut_ouvrir,
    peut_ouvrir_l_activite,
)
from etabli.socle.cycle import Cycle, Transition


def _dire_a_la_salle(seance: Seance, *, par: Agent, **donnees: Any) -> None:
    changer_l_ecran(seance.pk)


def _dire_l_activite_a_la_salle(activite: Activite, *, par: Agent, **donnees: Any) -> None:
    changer_l_ecran(activite.seance_id)


CYCLE = Cycle(
    modele=Seance,
    etats=Etat,
    transitions=(
        Transition(
            "ouvrir",
            "Ouvrir la séance",
            (Etat.PREPARATION,),
            Etat.OUVERTE,
            peut_ouvrir,
            phrase="a ouvert la séance",
            effets=(_dire_a_la_salle,),
        ),
        Transition(
            "clore",
            "Clore la séance",
            (Etat.OUVERTE,),
            Etat.CLOSE,
            peut_clore,
            phrase="a clos la séance",
            effets=(_dire_a_la_salle,),
            est_grave=True,
        ),
        Transition(
            "diffuser_le_compte_rendu",
            "Diffuser le compte rendu",
            (Etat.CLOSE,),
            Etat.COMPTE_RENDU,
            peut_diffuser,
            phrase="a diffusé le compte rendu de la séance",
            effets=(_dire_a_la_salle,),
        ),
        Transition(
            "rouvrir",
            "Rouvrir la séance",
            (Etat.CLOSE,),
            Etat.OUVERTE,
            peut_animer,
            phrase="a rouvert la séance",
            effets=(_dire_a_la_salle,),
            est_principale=False,
        ),
    ),
    libelles_publics={
        Etat.PREPARATION: "Pas encore ouverte",
        Etat.OUVERTE: "En cours",
        Etat.CLOSE: "Terminée",
        Etat.COMPTE_RENDU: "Terminée, compte rendu diffusé",
    },
)

CYCLE_DE_L_ACTIVITE = Cycle(
    modele=Activite,
    etats=EtatActivite,
    transitions=(
        Transition(
            "ouvrir_l_activite",
            "Ouvrir",
            (EtatActivite.PREPAREE,),
            EtatActivite.OUVERTE,
            peut_ouvrir_l_activite,
            phrase="a ouvert une activité",
            effets=(suivre_l_activite_ouverte,),
        ),
        Transition(
            "clore_l_activite",
            "Fermer",
            (EtatActivite.OUVERTE,),
            EtatActivite.CLOSE,
            peut_clore_l_activite,
            phrase="a fermé une activité",
            effets=(_dire_l_activite_a_la_salle,),
        ),
        Transition(
            "rouvrir_l_activite",
            "Rouvrir",
            (EtatActivite.CLOSE,),
            EtatActivite.OUVERTE,
            peut_ouvrir_l_activite,
            phrase="a rouvert une activité",
            effets=(suivre_l_activite_ouverte,),
            est_principale=False,
        ),
    ),
)
