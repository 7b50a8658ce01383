"""Les écritures de l'étape ; les changements d'état sont dans `workflow`."""

from etabli.etape3_atelier.actions.atelier import achever, creer_l_atelier, garder_le_motif, lancer
from etabli.etape3_atelier.actions.budget import (
    depenser,
    fixer_la_repartition,
    payer_la_depense,
    repartir_le_service,
    retirer_une_depense,
)
from etabli.etape3_atelier.actions.calendrier import Place, deplacer_un_jalon, revoir_le_calendrier
from etabli.etape3_atelier.actions.collectif import (
    annuler_la_reunion,
    composer_l_equipe,
    confier,
    convoquer,
    faire,
    faire_quitter,
    faire_sieger,
    relever_les_decisions,
    reunir_un_comite,
)
from etabli.etape3_atelier.actions.entretiens import (
    ecrire_un_guide,
    noter_les_reponses,
    questions_posees,
    refuser_un_nom_tu,
    retirer_le_consentement,
)
from etabli.etape3_atelier.actions.matiere import (
    ajouter_un_contact,
    etablir_un_constat,
    joindre_le_document,
    lire_un_document,
    mener_un_entretien,
    modifier,
    retirer,
)
from etabli.etape3_atelier.actions.textes import demander_la_lecture, garder_le_texte, noter_l_echec

__all__ = [
    "Place",
    "achever",
    "ajouter_un_contact",
    "annuler_la_reunion",
    "composer_l_equipe",
    "confier",
    "convoquer",
    "creer_l_atelier",
    "demander_la_lecture",
    "depenser",
    "deplacer_un_jalon",
    "ecrire_un_guide",
    "etablir_un_constat",
    "faire",
    "faire_quitter",
    "faire_sieger",
    "fixer_la_repartition",
    "garder_le_motif",
    "garder_le_texte",
    "joindre_le_document",
    "lancer",
    "lire_un_document",
    "mener_un_entretien",
    "modifier",
    "noter_l_echec",
    "noter_les_reponses",
    "payer_la_depense",
    "questions_posees",
    "refuser_un_nom_tu",
    "relever_les_decisions",
    "repartir_le_service",
    "retirer",
    "retirer_le_consentement",
    "retirer_une_depense",
    "reunir_un_comite",
    "revoir_le_calendrier",
]
