"""Les saisies de la séance, un fichier par moment."""

from etabli.etape4_seance.forms.animer import CompteRenduForm, EcranForm, FamilleForm, FiltresForm, LotForm
from etabli.etape4_seance.forms.preparer import (
    ActiviteForm,
    CartesForm,
    EmargementForm,
    SeanceForm,
    SequenceForm,
    TableForm,
)
from etabli.etape4_seance.forms.salle import CodeForm, ContributionForm, EntreeForm, GommetteForm

__all__ = [
    "ActiviteForm",
    "CartesForm",
    "CodeForm",
    "CompteRenduForm",
    "ContributionForm",
    "EcranForm",
    "EmargementForm",
    "EntreeForm",
    "FamilleForm",
    "FiltresForm",
    "GommetteForm",
    "LotForm",
    "SeanceForm",
    "SequenceForm",
    "TableForm",
]
