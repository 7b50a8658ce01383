"""Chercher des dossiers par leur territoire."""

from typing import Any

from django.db.models import Q

from etabli.territoires.models import Perimetre


def du_perimetre(champ: str, **communes: Any) -> Q:
    """`champ` mène au périmètre. Par sous-requête : un dossier de deux départements ne compte qu'une fois."""
    lignes = Perimetre.communes.through.objects.filter(**communes)
    return Q(**{f"{champ}__in": lignes.values("perimetre_id")})
