"""Les écritures du dossier et du programme."""

from etabli.dossier.actions.dossiers import (
    USAGE,
    ajouter_un_membre,
    changer_le_perimetre,
    creer_un_dossier,
    ecrire_un_message,
    joindre_un_fichier,
    modifier_le_dossier,
    passer_a,
    retirer_un_membre,
    revenir_a_la_candidature,
)
from etabli.dossier.actions.passation import passer_la_main_du_role
from etabli.dossier.actions.programme import (
    creer_une_thematique,
    installer_le_programme,
    modifier_la_thematique,
    modifier_le_format,
    modifier_les_livrables,
    modifier_les_phases,
    supprimer_la_thematique,
)
from etabli.dossier.actions.reunion import verser_le_dossier

__all__ = [
    "USAGE",
    "ajouter_un_membre",
    "changer_le_perimetre",
    "creer_un_dossier",
    "creer_une_thematique",
    "ecrire_un_message",
    "installer_le_programme",
    "joindre_un_fichier",
    "modifier_la_thematique",
    "modifier_le_dossier",
    "modifier_le_format",
    "modifier_les_livrables",
    "modifier_les_phases",
    "passer_a",
    "passer_la_main_du_role",
    "retirer_un_membre",
    "revenir_a_la_candidature",
    "supprimer_la_thematique",
    "verser_le_dossier",
]
