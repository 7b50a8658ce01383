"""Les écritures de l'annuaire : comptes, invitations, organisations, groupements, services de l'État."""

from etabli.annuaire.actions.comptes import (
    modifier_son_compte,
    passer_la_main,
    renouveler_la_cle_du_calendrier,
    retirer_le_second_facteur,
    revoquer_la_cle_du_calendrier,
    terminer_une_fonction,
)
from etabli.annuaire.actions.groupements import (
    ajouter_au_groupement,
    changer_le_mandataire,
    creer_un_groupement,
    modifier_le_groupement,
    retirer_du_groupement,
)
from etabli.annuaire.actions.invitations import (
    accepter_avec_un_compte,
    accepter_en_creant_un_compte,
    empreinte,
    inviter,
    renvoyer_l_invitation,
    retirer_l_invitation,
)
from etabli.annuaire.actions.organisations import (
    creer_une_organisation,
    modifier_l_organisation,
    organisation_de_l_epci,
    organisation_de_la_commune,
)
from etabli.annuaire.actions.proconnect import detacher, rattacher, reconnaitre
from etabli.annuaire.actions.services import installer_les_services
from etabli.annuaire.actions.vues import enregistrer_une_vue, modifier_une_vue, supprimer_une_vue

__all__ = [
    "accepter_avec_un_compte",
    "accepter_en_creant_un_compte",
    "ajouter_au_groupement",
    "changer_le_mandataire",
    "creer_un_groupement",
    "creer_une_organisation",
    "detacher",
    "empreinte",
    "enregistrer_une_vue",
    "installer_les_services",
    "inviter",
    "modifier_l_organisation",
    "modifier_le_groupement",
    "modifier_son_compte",
    "modifier_une_vue",
    "organisation_de_l_epci",
    "organisation_de_la_commune",
    "passer_la_main",
    "rattacher",
    "reconnaitre",
    "renouveler_la_cle_du_calendrier",
    "renvoyer_l_invitation",
    "retirer_du_groupement",
    "retirer_l_invitation",
    "retirer_le_second_facteur",
    "revoquer_la_cle_du_calendrier",
    "supprimer_une_vue",
    "terminer_une_fonction",
]
