"""Les écritures : jetons, abonnements, envois."""

from etabli.donnees_ouvertes.actions.abonnements import (
    arreter,
    creer_un_abonnement,
    modifier_un_abonnement,
    noter_l_essai,
    prendre,
    preparer_les_envois,
    renouveler_le_secret,
    reprendre,
    supprimer_un_abonnement,
)
from etabli.donnees_ouvertes.actions.jetons import creer_un_jeton, noter_l_usage, revoquer

__all__ = [
    "arreter",
    "creer_un_abonnement",
    "creer_un_jeton",
    "modifier_un_abonnement",
    "noter_l_essai",
    "noter_l_usage",
    "prendre",
    "preparer_les_envois",
    "renouveler_le_secret",
    "reprendre",
    "revoquer",
    "supprimer_un_abonnement",
]
