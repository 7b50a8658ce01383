"""Les formulaires de la candidature ; chaque acte qui demande une saisie a le sien dans `SAISIES`."""

from etabli.etape1_candidature.forms.actes import (
    SAISIES,
    AvisForm,
    CourrierSigneForm,
    CritereForm,
    SaisieDActe,
)
from etabli.etape1_candidature.forms.liste import FiltreDeCandidatures
from etabli.etape1_candidature.forms.note import (
    ActeurForm,
    ConfierForm,
    DocumentForm,
    LeveeForm,
    QualifierForm,
    RemarqueForm,
    RubriqueForm,
)
from etabli.etape1_candidature.forms.ouvrir import OuvrirForm

__all__ = [
    "SAISIES",
    "ActeurForm",
    "AvisForm",
    "ConfierForm",
    "CourrierSigneForm",
    "CritereForm",
    "DocumentForm",
    "FiltreDeCandidatures",
    "LeveeForm",
    "OuvrirForm",
    "QualifierForm",
    "RemarqueForm",
    "RubriqueForm",
    "SaisieDActe",
]
