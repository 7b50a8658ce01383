"""L'atelier dans la durée : calendrier versionné, contacts, documents lus, entretiens, constats, budget."""

from etabli.etape3_atelier.models.atelier import Atelier, Jalon, VersionDuCalendrier
from etabli.etape3_atelier.models.budget import (
    Depense,
    PartDeLogistique,
    cle_de_partage,
    comptes_du_marche,
    comptes_par_session,
)
from etabli.etape3_atelier.models.collectif import (
    Comite,
    Decision,
    Equipier,
    MembreDeComite,
    Reunion,
    Tache,
)
from etabli.etape3_atelier.models.guides import Guide, Reponse
from etabli.etape3_atelier.models.matiere import Constat, Contact, DocumentLu, Entretien, PageDeDocument

__all__ = [
    "Atelier",
    "Comite",
    "Constat",
    "Contact",
    "Decision",
    "Depense",
    "DocumentLu",
    "Entretien",
    "Equipier",
    "Guide",
    "Jalon",
    "MembreDeComite",
    "PageDeDocument",
    "PartDeLogistique",
    "Reponse",
    "Reunion",
    "Tache",
    "VersionDuCalendrier",
    "cle_de_partage",
    "comptes_du_marche",
    "comptes_par_session",
]
