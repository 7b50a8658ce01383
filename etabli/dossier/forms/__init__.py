"""Les formulaires du dossier et du programme."""

from etabli.dossier.forms.dossiers import (
    DossierForm,
    FichierForm,
    MembreForm,
    MessageForm,
    RetraitForm,
    VersionForm,
    territoire_choisi,
)
from etabli.dossier.forms.programme import (
    FormatForm,
    LivrableFormSet,
    PhaseFormSet,
    ThematiqueForm,
    lignes_remplies,
)

__all__ = [
    "DossierForm",
    "FichierForm",
    "FormatForm",
    "LivrableFormSet",
    "MembreForm",
    "MessageForm",
    "PhaseFormSet",
    "RetraitForm",
    "ThematiqueForm",
    "VersionForm",
    "lignes_remplies",
    "territoire_choisi",
]
