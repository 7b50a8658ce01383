"""Les écritures de la candidature. Les changements d'état passent par `workflow.CYCLE`."""

from etabli.etape1_candidature.actions.courriers import joindre_le_courrier_signe, preparer_les_courriers
from etabli.etape1_candidature.actions.instruction import (
    donner_un_avis,
    installer_les_criteres,
    modifier_un_critere,
)
from etabli.etape1_candidature.actions.note import (
    Conflit,
    citer_un_acteur,
    citer_un_document,
    confier_la_rubrique,
    ecrire_la_rubrique,
    figer_la_note,
    lever_une_remarque,
    qualifier,
    remarquer,
    retirer_un_acteur,
    retirer_un_document,
    se_signaler,
)
from etabli.etape1_candidature.actions.ouverture import dossiers_proches, ouvrir_un_dossier

__all__ = [
    "Conflit",
    "citer_un_acteur",
    "citer_un_document",
    "confier_la_rubrique",
    "donner_un_avis",
    "dossiers_proches",
    "ecrire_la_rubrique",
    "figer_la_note",
    "installer_les_criteres",
    "joindre_le_courrier_signe",
    "lever_une_remarque",
    "modifier_un_critere",
    "ouvrir_un_dossier",
    "preparer_les_courriers",
    "qualifier",
    "remarquer",
    "retirer_un_acteur",
    "retirer_un_document",
    "se_signaler",
]
