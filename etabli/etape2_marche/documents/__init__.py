"""Les documents du marché : le dossier de consultation, l'analyse, les courriers, l'archive du DCE."""

from etabli.etape2_marche.documents.analyse import PROCES_VERBAL, RAPPORT
from etabli.etape2_marche.documents.archive import archive_du_dce
from etabli.etape2_marche.documents.courriers import NOTIFICATION, REJET
from etabli.etape2_marche.documents.dce import DCE

__all__ = ["DCE", "NOTIFICATION", "PROCES_VERBAL", "RAPPORT", "REJET", "archive_du_dce"]
