"""Le découpage et ses périmètres ; les mesures importées."""

from etabli.territoires.models.decoupage import (
    Chargement,
    Commune,
    Contour,
    Departement,
    Entree,
    Epci,
    Perimetre,
    PublicQuerySet,
    Region,
    Territoire,
    classer_par_presence,
)
from etabli.territoires.models.mesures import ImportDeMesures, Indicateur, Mesure

__all__ = [
    "Chargement",
    "Commune",
    "Contour",
    "Departement",
    "Entree",
    "Epci",
    "ImportDeMesures",
    "Indicateur",
    "Mesure",
    "Perimetre",
    "PublicQuerySet",
    "Region",
    "Territoire",
    "classer_par_presence",
]
