"""Les écritures de la feuille de route ; les changements d'état sont dans `workflow`."""

from etabli.etape5_feuille_de_route.actions.action import (
    ActionModifieeEntreTemps,
    ajouter_une_action,
    modifier_une_action,
    planifier,
    retirer_une_action,
)
from etabli.etape5_feuille_de_route.actions.calendrier import (
    Consequence,
    ce_que_cela_decale,
    deplacer_une_action,
)
from etabli.etape5_feuille_de_route.actions.chaine import (
    ajouter_un_axe,
    ajouter_un_enjeu,
    ajouter_un_objectif,
    deplacer_un_maillon,
    detacher,
    ecrire_la_vision,
    enjeux_depuis_les_familles,
    modifier_un_maillon,
    rattacher,
    retirer_un_maillon,
)
from etabli.etape5_feuille_de_route.actions.couts import (
    regler_un_financement,
    repartir_le_cout,
    retirer_une_regle,
    verifier_les_annees,
)
from etabli.etape5_feuille_de_route.actions.decisions import decider_la_priorite, plafonner_les_aides
from etabli.etape5_feuille_de_route.actions.feuille import adopter, creer_la_feuille, garder_le_motif
from etabli.etape5_feuille_de_route.actions.importer import importer_des_actions
from etabli.etape5_feuille_de_route.actions.lieu import situer
from etabli.etape5_feuille_de_route.actions.publication import (
    confier_le_suivi,
    date_du_bilan,
    etablir_le_bilan,
    faire_le_point_par_lien,
    fermer_le_suivi,
    montrer_le_point,
    ouvrir_le_suivi,
    photographier,
    retirer_le_lien,
)
from etabli.etape5_feuille_de_route.actions.ranger import degager, ranger
from etabli.etape5_feuille_de_route.actions.reprise import reprendre_une_fiche
from etabli.etape5_feuille_de_route.actions.suivi import (
    LigneDePlan,
    LigneDEtape,
    ajouter_une_etape,
    faire_le_point,
    financer,
    retirer_le_financement,
    tenir_le_plan,
    tenir_les_etapes,
)

__all__ = [
    "ActionModifieeEntreTemps",
    "Consequence",
    "LigneDEtape",
    "LigneDePlan",
    "adopter",
    "ajouter_un_axe",
    "ajouter_un_enjeu",
    "ajouter_un_objectif",
    "ajouter_une_action",
    "ajouter_une_etape",
    "ce_que_cela_decale",
    "confier_le_suivi",
    "creer_la_feuille",
    "date_du_bilan",
    "decider_la_priorite",
    "degager",
    "deplacer_un_maillon",
    "deplacer_une_action",
    "detacher",
    "ecrire_la_vision",
    "enjeux_depuis_les_familles",
    "etablir_le_bilan",
    "faire_le_point",
    "faire_le_point_par_lien",
    "fermer_le_suivi",
    "financer",
    "garder_le_motif",
    "importer_des_actions",
    "modifier_un_maillon",
    "modifier_une_action",
    "montrer_le_point",
    "ouvrir_le_suivi",
    "photographier",
    "plafonner_les_aides",
    "planifier",
    "ranger",
    "rattacher",
    "regler_un_financement",
    "repartir_le_cout",
    "reprendre_une_fiche",
    "retirer_le_financement",
    "retirer_le_lien",
    "retirer_un_maillon",
    "retirer_une_action",
    "retirer_une_regle",
    "situer",
    "tenir_le_plan",
    "tenir_les_etapes",
    "verifier_les_annees",
]
