"""Les documents du marché : le dossier de consultation, l'analyse, les courriers, l'archive du DCE."""

from etabli.etape2_marche.documents.analyse import PROCES_VERBAL, RAPPORT
from etabli.etape2_marche.documents.archive import archive_du_dce
from etabli.etape2_marche.documents.courriers import MOTIFS, NOTIFICATION, REJET, REJET_TARDIF
from etabli.etape2_marche.documents.dce import DCE
from etabli.etape2_marche.documents.plis import ARRET, DEMANDE, OUVERTURE

__all__ = [
    "ARRET",
    "DCE",
    "DEMANDE",
    "MOTIFS",
    "NOTIFICATION",
    "OUVERTURE",
    "PROCES_VERBAL",
    "RAPPORT",
    "REJET",
    "REJET_TARDIF",
    "archive_du_dce",
]
