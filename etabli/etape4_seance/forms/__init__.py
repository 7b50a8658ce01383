"""Les saisies de la séance, un fichier par moment."""

from etabli.etape4_seance.forms.activite import ActiviteForm
from etabli.etape4_seance.forms.animer import CompteRenduForm, EcranForm, FamilleForm, FiltresForm, LotForm
from etabli.etape4_seance.forms.preparer import (
    CartesForm,
    EmargementForm,
    SeanceForm,
    SequenceForm,
    TableForm,
)
from etabli.etape4_seance.forms.repondre import BulletinForm, formulaire_de
from etabli.etape4_seance.forms.salle import CodeForm, ContributionForm, EntreeForm, GommetteForm

__all__ = [
    "ActiviteForm",
    "BulletinForm",
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
    "formulaire_de",
]
