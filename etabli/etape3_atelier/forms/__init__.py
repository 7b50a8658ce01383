"""Les saisies de l'étape : chaque formulaire dit ce qu'il attend, rien de tapé n'est perdu."""

from etabli.etape3_atelier.forms.calendrier import JalonForm, RevueForm, jalon_initial
from etabli.etape3_atelier.forms.collectif import (
    ComiteForm,
    EquipierForm,
    MembreDeComiteForm,
    ReleveForm,
    ReunionForm,
    TacheForm,
    reunion_initiale,
)
from etabli.etape3_atelier.forms.saisies import (
    FORMULAIRES_D_ACTE,
    ChampPiece,
    ConstatForm,
    ContactForm,
    DepenseForm,
    DocumentLuForm,
    EntretienForm,
    GuideForm,
    PartageForm,
    ReponsesForm,
    ServiceForm,
)

__all__ = [
    "FORMULAIRES_D_ACTE",
    "ChampPiece",
    "ComiteForm",
    "ConstatForm",
    "ContactForm",
    "DepenseForm",
    "DocumentLuForm",
    "EntretienForm",
    "EquipierForm",
    "GuideForm",
    "JalonForm",
    "MembreDeComiteForm",
    "PartageForm",
    "ReleveForm",
    "ReponsesForm",
    "ReunionForm",
    "RevueForm",
    "ServiceForm",
    "TacheForm",
    "jalon_initial",
    "reunion_initiale",
]
