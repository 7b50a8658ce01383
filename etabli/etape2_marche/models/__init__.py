"""L'accord-cadre et ses titulaires, le marché subséquent d'un dossier, les offres et leur analyse."""

from etabli.etape2_marche.models.accord_cadre import AccordCadre, Critere, Titulaire
from etabli.etape2_marche.models.analyse import Evaluateur, Note
from etabli.etape2_marche.models.marche import Consultation, Marche, Question
from etabli.etape2_marche.models.offre import Offre

__all__ = [
    "AccordCadre",
    "Consultation",
    "Critere",
    "Evaluateur",
    "Marche",
    "Note",
    "Offre",
    "Question",
    "Titulaire",
]
