"""Le cycle de vie d'un livrable. Se lit comme la procédure, de haut en bas."""

from etabli.etape6_restitution.actions import (
    garder_le_motif,
    noter_l_acceptation,
    noter_la_publication,
    noter_la_publication_du_corpus,
    noter_la_soumission,
    noter_la_verification,
    reprendre_le_corpus,
)
from etabli.etape6_restitution.enums import Etat, EtatDeCorpus
from etabli.etape6_restitution.models import Corpus, Livrable
from etabli.etape6_restitution.permissions import (
    peut_accepter,
    peut_dire_le_corpus_verifie,
    peut_publier,
    peut_publier_le_corpus,
    peut_relire,
    peut_reprendre_le_corpus,
    peut_soumettre,
)
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

CYCLE_DU_CORPUS = Cycle(
    modele=Corpus,
    etats=EtatDeCorpus,
    transitions=(
        Transition(
            "verifier",
            "Dire le corpus vérifié",
            (EtatDeCorpus.PROPOSE,),
            EtatDeCorpus.VERIFIE,
            peut_dire_le_corpus_verifie,
            phrase="a vérifié le corpus de contributions",
            effets=(noter_la_verification,),
        ),
        Transition(
            "publier",
            "Publier le corpus",
            (EtatDeCorpus.VERIFIE,),
            EtatDeCorpus.PUBLIE,
            peut_publier_le_corpus,
            phrase="a publié le corpus de contributions",
            effets=(noter_la_publication_du_corpus,),
        ),
        Transition(
            "reprendre",
            "Reprendre la vérification",
            (EtatDeCorpus.VERIFIE, EtatDeCorpus.PUBLIE),
            EtatDeCorpus.PROPOSE,
            peut_reprendre_le_corpus,
            phrase="a repris la vérification du corpus de contributions",
            effets=(reprendre_le_corpus,),
            saisie=True,
            est_principale=False,
            est_grave=True,
        ),
    ),
)
