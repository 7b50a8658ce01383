"""Les saisies du marché : chaque formulaire dit ce qu'il attend, rien de tapé n'est perdu."""

from etabli.etape2_marche.forms.actes import FORMULAIRES_D_ACTE, MotifForm
from etabli.etape2_marche.forms.analyse import ConformiteForm, EvaluateurForm, GrilleForm, RejetForm
from etabli.etape2_marche.forms.cadre import CadreForm, CriteresForm, GroupementForm, TitreForm
from etabli.etape2_marche.forms.consultation import PliForm, QuestionForm, ReponseForm

__all__ = [
    "FORMULAIRES_D_ACTE",
    "CadreForm",
    "ConformiteForm",
    "CriteresForm",
    "EvaluateurForm",
    "GrilleForm",
    "GroupementForm",
    "MotifForm",
    "PliForm",
    "QuestionForm",
    "RejetForm",
    "ReponseForm",
    "TitreForm",
]
