"""La feuille elle-même : sa création, son adoption."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute


def creer_la_feuille(dossier: Dossier) -> FeuilleDeRoute:
    """Une feuille par dossier ; rejouable."""
    feuille, _ = FeuilleDeRoute.objects.get_or_create(dossier=dossier)
    return feuille


def adopter(feuille: FeuilleDeRoute, *, par: Agent, adoptee_le: date, **_: Any) -> None:
    """Effet de l'adoption : la date est celle de l'instance qui a voté, déjà passée."""
    if adoptee_le > localdate():
        raise ValidationError({"adoptee_le": "La date d'adoption est celle du vote, déjà passé."})
    feuille.adoptee_le = adoptee_le
    feuille.save(update_fields=["adoptee_le"])


def garder_le_motif(feuille: FeuilleDeRoute, *, par: Agent, motif: str = "", **_: Any) -> None:
    feuille.motif = motif.strip()
    feuille.save(update_fields=["motif"])
