"""Les saisies de la séance, un fichier par moment."""

from etabli.etape4_seance.forms.activite import ActiviteForm
from etabli.etape4_seance.forms.animer import (
    CompteRenduForm,
    EcranForm,
    FamilleForm,
    FiltresForm,
    LotForm,
    MinuteurForm,
)
from etabli.etape4_seance.forms.preparer import (
    CartesForm,
    EmargementForm,
    SeanceForm,
    SequenceForm,
    TableForm,
)
from etabli.etape4_seance.forms.repondre import BulletinForm, formulaire_de
from etabli.etape4_seance.forms.salle import (
    AdresseForm,
    CodeForm,
    ContributionForm,
    EntreeForm,
    GommetteForm,
    SignatureForm,
)

__all__ = [
    "ActiviteForm",
    "AdresseForm",
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
    "MinuteurForm",
    "SeanceForm",
    "SequenceForm",
    "SignatureForm",
    "TableForm",
    "formulaire_de",
]
