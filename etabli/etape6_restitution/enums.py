from django.db import models


class Etat(models.TextChoices):
    ATTENDU = "attendu", "Attendu"
    SOUMIS = "soumis", "Soumis aux pilotes"
    A_CORRIGER = "a_corriger", "À corriger"
    ACCEPTE = "accepte", "Accepté"
    PUBLIE = "publie", "Publié"
