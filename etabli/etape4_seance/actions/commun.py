"""Ce que toutes les écritures partagent : exiger un droit, dire aux écrans qu'ils ont du retard."""

from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F

from etabli.etape4_seance.models import Seance
from etabli.socle.direct import publier

M = TypeVar("M", bound=models.Model)


def canal(seance_id: int) -> str:
    return f"seance-{seance_id}"


def changer_l_ecran(seance_id: int, **champs: Any) -> None:
    """Une écriture : la révision croît ; les écrans de ce processus sont réveillés après la transaction."""
    Seance.objects.filter(pk=seance_id).update(revision=F("revision") + 1, **champs)
    transaction.on_commit(lambda: publier(canal(seance_id)))


def ecrire(objet: M, champs: dict[str, Any]) -> M:
    for champ, valeur in champs.items():
        setattr(objet, champ, valeur)
    objet.save(update_fields=[*champs, *(["modifie_le"] if hasattr(objet, "modifie_le") else [])])
    return objet
