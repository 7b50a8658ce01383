"""Les jours fériés là où se tient l'atelier."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import holidays

# Départements dont la liste diffère de la liste nationale, selon le nom que leur donne la bibliothèque
# `holidays` (droit local d'Alsace-Moselle, commémorations de l'abolition de l'esclavage outre-mer…).
SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def jours_feries(departements: Iterable[str], annees: Iterable[int]) -> dict[date, str]:
    """Date → nom. À cheval sur plusieurs départements, un jour férié dans l'un compte partout."""
    annees = sorted(set(annees))
    if not annees:
        return {}
    jours: dict[date, str] = {}
    for subdivision in {SUBDIVISIONS.get(code) for code in departements} or {None}:
        annee_francaise: Any = holidays.country_holidays(
            "FR", subdiv=subdivision, years=annees, language="fr"
        )
        jours |= {jour: nom for jour, nom in annee_francaise.items() if jour.year in annees}
    return dict(sorted(jours.items()))
