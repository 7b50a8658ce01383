"""L'atelier dans la durée : calendrier versionné, contacts, documents lus, entretiens, constats, budget."""

from etabli.etape3_atelier.models.atelier import Atelier, Jalon, VersionDuCalendrier
from etabli.etape3_atelier.models.budget import Depense, PartDeLogistique, cle_de_partage
from etabli.etape3_atelier.models.matiere import Constat, Contact, DocumentLu, Entretien, PageDeDocument

__all__ = [
    "Atelier",
    "Constat",
    "Contact",
    "Depense",
    "DocumentLu",
    "Entretien",
    "Jalon",
    "PageDeDocument",
    "PartDeLogistique",
    "VersionDuCalendrier",
    "cle_de_partage",
]
