"""Les écritures du marché, une famille par fichier."""

from etabli.etape2_marche.actions.analyse import (
    Saisie,
    arreter_les_notes,
    declarer_sans_conflit,
    designer_un_evaluateur,
    noter,
    retirer_un_evaluateur,
    se_deporter,
    verifier_une_offre,
)
from etabli.etape2_marche.actions.cadre import (
    ajouter_un_titulaire,
    creer_un_accord_cadre,
    creer_un_groupement,
    fixer_les_criteres,
    modifier_un_accord_cadre,
    retirer_un_titulaire,
)
from etabli.etape2_marche.actions.consultation import (
    consulter_les_titulaires,
    decliner,
    ouvrir_le_marche,
    poser_une_question,
    relancer,
    repondre,
    repousser_la_date_limite,
)
from etabli.etape2_marche.actions.plis import (
    demander_l_ouverture,
    enregistrer_une_offre,
    inscrire_l_ouverture,
    retirer_un_pli,
)
from etabli.etape2_marche.actions.suites import (
    constater_la_publication,
    constater_les_attestations,
    ecrire_le_motif_du_rejet,
    enregistrer_la_notification,
    enregistrer_le_motif,
    envoyer_les_rejets,
    retenir_une_offre,
)

__all__ = [
    "Saisie",
    "ajouter_un_titulaire",
    "arreter_les_notes",
    "constater_la_publication",
    "constater_les_attestations",
    "consulter_les_titulaires",
    "creer_un_accord_cadre",
    "creer_un_groupement",
    "declarer_sans_conflit",
    "decliner",
    "demander_l_ouverture",
    "designer_un_evaluateur",
    "ecrire_le_motif_du_rejet",
    "enregistrer_la_notification",
    "enregistrer_le_motif",
    "enregistrer_une_offre",
    "envoyer_les_rejets",
    "fixer_les_criteres",
    "inscrire_l_ouverture",
    "modifier_un_accord_cadre",
    "noter",
    "ouvrir_le_marche",
    "poser_une_question",
    "relancer",
    "repondre",
    "repousser_la_date_limite",
    "retenir_une_offre",
    "retirer_un_evaluateur",
    "retirer_un_pli",
    "retirer_un_titulaire",
    "se_deporter",
    "verifier_une_offre",
]
