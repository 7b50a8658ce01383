"""Ce que l'on peut faire d'une image, et qui peut quoi dans la rédaction."""

from django.db import models


class Droits(models.TextChoices):
    LICENCE_OUVERTE = "licence_ouverte", "Licence Ouverte 2.0"
    CEDES = "cedes", "droits cédés à l'État pour ce site"
    LIBRE = "libre", "licence libre dite dans le crédit"


class Niveau(models.TextChoices):
    """Deux degrés du droit de communication ; le second contient le premier."""

    REDIGER = "rediger", "rédiger et proposer"
    PUBLIER = "publier", "rédiger, relire et publier"
