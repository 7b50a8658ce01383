"""Les plans des livrables, les livrables et leurs versions gelées, les photos, la fiche publique."""

from etabli.etape6_restitution.models.fiches import FichePublique
from etabli.etape6_restitution.models.livrables import (
    FORMES,
    Livrable,
    LivrableQuerySet,
    Observation,
    Section,
    VersionDeLivrable,
    VersionQuerySet,
)
from etabli.etape6_restitution.models.photos import Photo
from etabli.etape6_restitution.models.plans import COPIES, Partie, PartieDuPlan, PlanDeLivrable

__all__ = [
    "COPIES",
    "FORMES",
    "FichePublique",
    "Livrable",
    "LivrableQuerySet",
    "Observation",
    "Partie",
    "PartieDuPlan",
    "Photo",
    "PlanDeLivrable",
    "Section",
    "VersionDeLivrable",
    "VersionQuerySet",
]
