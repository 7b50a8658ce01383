"""Les saisies du marché : chaque formulaire dit ce qu'il attend, rien de tapé n'est perdu."""

from etabli.etape2_marche.forms.actes import FORMULAIRES_D_ACTE, MotifForm
from etabli.etape2_marche.forms.analyse import ConformiteForm, EvaluateurForm, GrilleForm, RejetForm
from etabli.etape2_marche.forms.cadre import (
    CadreForm,
    CriteresForm,
    FinDeTitreForm,
    GroupementForm,
    TitreForm,
)
from etabli.etape2_marche.forms.consultation import PliForm, QuestionForm, ReponseForm
from etabli.etape2_marche.forms.exemplaires import ExemplaireForm, SignatureForm
from etabli.etape2_marche.forms.offres import (
    DemandeForm,
    DeportForm,
    EnvoyerLesRejetsForm,
    JoindreForm,
    MotifsForm,
    ReponseDuCandidatForm,
    SousCriteresForm,
    SuiteForm,
)

__all__ = [
    "FORMULAIRES_D_ACTE",
    "CadreForm",
    "ConformiteForm",
    "CriteresForm",
    "DemandeForm",
    "DeportForm",
    "EnvoyerLesRejetsForm",
    "EvaluateurForm",
    "ExemplaireForm",
    "FinDeTitreForm",
    "GrilleForm",
    "GroupementForm",
    "JoindreForm",
    "MotifForm",
    "MotifsForm",
    "PliForm",
    "QuestionForm",
    "RejetForm",
    "ReponseDuCandidatForm",
    "ReponseForm",
    "SignatureForm",
    "SousCriteresForm",
    "SuiteForm",
    "TitreForm",
]
