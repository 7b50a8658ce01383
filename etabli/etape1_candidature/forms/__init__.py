"""Les formulaires de la candidature ; chaque acte qui demande une saisie a le sien dans `SAISIES`."""

from etabli.etape1_candidature.forms.actes import (
    SAISIES,
    AvisForm,
    CritereForm,
    RangForm,
    SaisieDActe,
)
from etabli.etape1_candidature.forms.courriers import CourrierSigneForm, EnvoiForm, ProjetForm, RelanceForm
from etabli.etape1_candidature.forms.note import (
    ActeurForm,
    ChoixForm,
    DocumentForm,
    EmpreinteForm,
    LeveeForm,
    QualifierForm,
    RemarqueForm,
    RepartitionForm,
    RubriqueForm,
)
from etabli.etape1_candidature.forms.ouvrir import OuvrirForm

__all__ = [
    "SAISIES",
    "ActeurForm",
    "AvisForm",
    "ChoixForm",
    "CourrierSigneForm",
    "CritereForm",
    "DocumentForm",
    "EmpreinteForm",
    "EnvoiForm",
    "LeveeForm",
    "OuvrirForm",
    "ProjetForm",
    "QualifierForm",
    "RangForm",
    "RelanceForm",
    "RemarqueForm",
    "RepartitionForm",
    "RubriqueForm",
    "SaisieDActe",
]
