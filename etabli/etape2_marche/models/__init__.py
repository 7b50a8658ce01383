"""L'accord-cadre et ses titulaires, le marché subséquent d'un dossier, les offres et leur analyse."""

from etabli.etape2_marche.models.accord_cadre import AccordCadre, Critere, SousCritere, Titulaire
from etabli.etape2_marche.models.analyse import Evaluateur, Note
from etabli.etape2_marche.models.dce import DossierDeConsultation, PointDeControle
from etabli.etape2_marche.models.execution import (
    ActeDeSousTraitance,
    Avenant,
    DecisionDAdmission,
    Facture,
    LigneDeFacture,
    LivrableDuMarche,
    ModificationDeSousTraitance,
    OrdreDeService,
    Phase,
)
from etabli.etape2_marche.models.marche import Consultation, Marche, Question
from etabli.etape2_marche.models.offre import DemandeAuCandidat, Offre, PliScelle

__all__ = [
    "AccordCadre",
    "ActeDeSousTraitance",
    "Avenant",
    "Consultation",
    "Critere",
    "DecisionDAdmission",
    "DemandeAuCandidat",
    "DossierDeConsultation",
    "Evaluateur",
    "Facture",
    "LigneDeFacture",
    "LivrableDuMarche",
    "Marche",
    "ModificationDeSousTraitance",
    "Note",
    "Offre",
    "OrdreDeService",
    "Phase",
    "PliScelle",
    "PointDeControle",
    "Question",
    "SousCritere",
    "Titulaire",
]
