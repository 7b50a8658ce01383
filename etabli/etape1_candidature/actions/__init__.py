"""Les écritures de la candidature. Les changements d'état passent par `workflow.CYCLE`."""

from etabli.etape1_candidature.actions.accueil import inviter_au_dossier, tenir_la_promesse
from etabli.etape1_candidature.actions.attente import changer_de_rang
from etabli.etape1_candidature.actions.courriers import (
    completer_le_projet,
    envoyer_a_la_signature,
    joindre_le_courrier_signe,
    preparer_les_courriers,
    relancer,
)
from etabli.etape1_candidature.actions.ecriture import (
    Conflit,
    Reception,
    confier_la_rubrique,
    ecrire_la_rubrique,
    passages_a_trancher,
    presences,
    recevoir_un_texte,
    se_signaler,
    trancher,
)
from etabli.etape1_candidature.actions.instruction import (
    donner_un_avis,
    installer_les_criteres,
    modifier_un_critere,
)
from etabli.etape1_candidature.actions.note import (
    citer_un_acteur,
    citer_un_document,
    figer_la_note,
    qualifier,
    retirer_un_acteur,
    retirer_un_document,
)
from etabli.etape1_candidature.actions.ouverture import dossiers_proches, ouvrir_un_dossier
from etabli.etape1_candidature.actions.remarques import (
    lever_une_remarque,
    personnes_a_prevenir,
    remarquer,
    rouvrir_une_remarque,
)

__all__ = [
    "Conflit",
    "Reception",
    "changer_de_rang",
    "citer_un_acteur",
    "citer_un_document",
    "completer_le_projet",
    "confier_la_rubrique",
    "donner_un_avis",
    "dossiers_proches",
    "ecrire_la_rubrique",
    "envoyer_a_la_signature",
    "figer_la_note",
    "installer_les_criteres",
    "inviter_au_dossier",
    "joindre_le_courrier_signe",
    "lever_une_remarque",
    "modifier_un_critere",
    "ouvrir_un_dossier",
    "passages_a_trancher",
    "personnes_a_prevenir",
    "preparer_les_courriers",
    "presences",
    "qualifier",
    "recevoir_un_texte",
    "relancer",
    "remarquer",
    "retirer_un_acteur",
    "retirer_un_document",
    "rouvrir_une_remarque",
    "se_signaler",
    "tenir_la_promesse",
    "trancher",
]
