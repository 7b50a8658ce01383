"""Qui dépose et applique des données de référence."""

from typing import Any

from etabli.socle.verdict import Verdict, exige
from etabli.territoires.models import ImportDeMesures


def peut_importer_des_mesures(agent: Any) -> Verdict:
    """Tous les dossiers lisent les mêmes mesures : une seule main les change."""
    return exige(
        getattr(agent, "est_dgaln", False),
        "Les données de référence servent à tous les dossiers : seule la DGALN les importe.",
    )


def peut_appliquer(agent: Any, origine: ImportDeMesures) -> Verdict:
    return (
        peut_importer_des_mesures(agent)
        & exige(
            origine.relu_le is not None, "Ce fichier n'est pas encore relu. Attendez la fin de la relecture."
        )
        & exige(
            not origine.rapport.get("refus"),
            "Ce fichier n'a pas pu être lu : déposez celui que l'Insee ou le Cerema publie.",
        )
        & exige(origine.applique_le is None, "Ces mesures sont déjà appliquées.")
    )
