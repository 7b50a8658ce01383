"""Les écritures de l'étape ; les changements d'état sont dans `workflow`."""

from etabli.etape3_atelier.actions.atelier import achever, creer_l_atelier, garder_le_motif, lancer
from etabli.etape3_atelier.actions.budget import (
    depenser,
    fixer_la_repartition,
    payer_la_depense,
    repartir_le_service,
    retirer_une_depense,
)
from etabli.etape3_atelier.actions.calendrier import deplacer_un_jalon
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
    "achever",
    "ajouter_un_contact",
    "creer_l_atelier",
    "demander_la_lecture",
    "depenser",
    "deplacer_un_jalon",
    "etablir_un_constat",
    "fixer_la_repartition",
    "garder_le_motif",
    "garder_le_texte",
    "joindre_le_document",
    "lancer",
    "lire_un_document",
    "mener_un_entretien",
    "modifier",
    "noter_l_echec",
    "payer_la_depense",
    "repartir_le_service",
    "retirer",
    "retirer_une_depense",
]
