from django.db import models


class Position(models.TextChoices):
    """Ce que vaut le point d'une réalisation sur la carte."""

    RECONNUE = "reconnue", "Centre du territoire"
    APPROCHEE = "approchee", "Approchée"
    INCONNUE = "", "Inconnue"
