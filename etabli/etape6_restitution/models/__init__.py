"""Les plans des livrables, les livrables et leurs versions gelées, les photos, la fiche publique."""

from etabli.etape6_restitution.models.corpus import Corpus, PhraseDuCorpus
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
    "Corpus",
    "FichePublique",
    "Livrable",
    "LivrableQuerySet",
    "Observation",
    "Partie",
    "PartieDuPlan",
    "Photo",
    "PhraseDuCorpus",
    "PlanDeLivrable",
    "Section",
    "VersionDeLivrable",
    "VersionQuerySet",
]
