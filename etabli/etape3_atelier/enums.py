from django.db import models


class Etat(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    EN_COURS = "en_cours", "En cours"
    PRODUCTION = "production", "Production des livrables"
    ACHEVE = "acheve", "Achevé"
    INTERROMPU = "interrompu", "Interrompu"
