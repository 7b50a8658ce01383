from django.db import models


class Etat(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    EN_COURS = "en_cours", "En cours"
    PRODUCTION = "production", "Production des livrables"
    ACHEVE = "acheve", "Achevé"
    INTERROMPU = "interrompu", "Interrompu"


class EtatDuTexte(models.TextChoices):
    """Ce que l'on sait du texte du document déposé avec une fiche de lecture."""

    SANS = "sans", "Aucun document déposé"
    A_LIRE = "a_lire", "Lecture en cours"
    LU = "lu", "Texte cherchable"
    ILLISIBLE = "illisible", "Texte illisible"


class NatureDeComite(models.TextChoices):
    PILOTAGE = "pilotage", "Comité de pilotage"
    TECHNIQUE = "technique", "Comité technique"
    AUTRE = "autre", "Autre instance"
