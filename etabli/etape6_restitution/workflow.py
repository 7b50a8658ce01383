"""Le cycle de vie d'un livrable. Se lit comme la procédure, de haut en bas."""

from etabli.etape6_restitution.actions import (
    garder_le_motif,
    noter_l_acceptation,
    noter_la_publication,
    noter_la_soumission,
)
from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.models import Livrable
from etabli.etape6_restitution.permissions import peut_accepter, peut_publier, peut_relire, peut_soumettre
from etabli.socle.cycle import Cycle, Transition

CYCLE = Cycle(
    modele=Livrable,
    etats=Etat,
    transitions=(
        Transition(
            "soumettre",
            "Soumettre aux pilotes",
            (Etat.ATTENDU, Etat.A_CORRIGER),
            Etat.SOUMIS,
            peut_soumettre,
            phrase="a soumis un livrable aux pilotes",
            effets=(noter_la_soumission,),
        ),
        Transition(
            "demander_des_corrections",
            "Demander des corrections",
            (Etat.SOUMIS,),
            Etat.A_CORRIGER,
            peut_relire,
            phrase="a demandé des corrections sur un livrable",
            effets=(garder_le_motif,),
            saisie=True,
            est_principale=False,
        ),
        Transition(
            "accepter",
            "Accepter le livrable",
            (Etat.SOUMIS,),
            Etat.ACCEPTE,
            peut_accepter,
            phrase="a accepté un livrable",
            effets=(noter_l_acceptation,),
        ),
        Transition(
            "publier",
            "Publier",
            (Etat.ACCEPTE,),
            Etat.PUBLIE,
            peut_publier,
            phrase="a publié un livrable",
            effets=(noter_la_publication,),
        ),
        Transition(
            "rouvrir",
            "Rouvrir pour une nouvelle version",
            (Etat.ACCEPTE, Etat.PUBLIE),
            Etat.A_CORRIGER,
            peut_relire,
            phrase="a rouvert un livrable pour une nouvelle version",
            effets=(garder_le_motif,),
            saisie=True,
            est_principale=False,
        ),
    ),
    libelles_publics={
        Etat.SOUMIS: "En relecture",
        Etat.A_CORRIGER: "En relecture",
        Etat.ACCEPTE: "À paraître",
    },
)
