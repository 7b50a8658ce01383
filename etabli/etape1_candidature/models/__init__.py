"""La candidature, sa note en sept rubriques, ses courriers, son instruction."""

from etabli.etape1_candidature.models.accueil import InvitationAuDossier
from etabli.etape1_candidature.models.candidature import (
    Candidature,
    CandidatureQuerySet,
    DossierProche,
    dossiers_proches,
)
from etabli.etape1_candidature.models.instruction import Avis, CritereDEligibilite, DemandeDeComplement
from etabli.etape1_candidature.models.note import (
    Acteur,
    DocumentARemettre,
    EcritureDeRubrique,
    Presence,
    Proposition,
    Remarque,
    Rubrique,
    VersionDeNote,
)
from etabli.etape1_candidature.models.pieces import Courrier, RelanceDeCourrier
from etabli.etape1_candidature.models.voisinage import dossiers_ou_verser, peut_etre_versee

__all__ = [
    "Acteur",
    "Avis",
    "Candidature",
    "CandidatureQuerySet",
    "Courrier",
    "CritereDEligibilite",
    "DemandeDeComplement",
    "DocumentARemettre",
    "DossierProche",
    "EcritureDeRubrique",
    "InvitationAuDossier",
    "Presence",
    "Proposition",
    "RelanceDeCourrier",
    "Remarque",
    "Rubrique",
    "VersionDeNote",
    "dossiers_ou_verser",
    "dossiers_proches",
    "peut_etre_versee",
]
