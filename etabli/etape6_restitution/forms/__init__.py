"""Les saisies de la restitution : les livrables et leurs photos, puis les plans que règle la DGALN."""

from etabli.etape6_restitution.forms.plans import (
    PagesDuPlanForm,
    PartieEcriteForm,
    PartieNourrieForm,
    PlanDuFormatForm,
    PrendreLePlanForm,
)
from etabli.etape6_restitution.forms.saisies import (
    USAGES,
    DetailsDePhotoForm,
    FicheForm,
    MotifForm,
    ObservationForm,
    PhotoForm,
    SectionForm,
    SuppressionDePhotoForm,
)

__all__ = [
    "USAGES",
    "DetailsDePhotoForm",
    "FicheForm",
    "MotifForm",
    "ObservationForm",
    "PagesDuPlanForm",
    "PartieEcriteForm",
    "PartieNourrieForm",
    "PhotoForm",
    "PlanDuFormatForm",
    "PrendreLePlanForm",
    "SectionForm",
    "SuppressionDePhotoForm",
]
