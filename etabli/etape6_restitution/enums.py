from django.db import models


class Etat(models.TextChoices):
    ATTENDU = "attendu", "Attendu"
    SOUMIS = "soumis", "Soumis aux pilotes"
    A_CORRIGER = "a_corriger", "À corriger"
    ACCEPTE = "accepte", "Accepté"
    PUBLIE = "publie", "Publié"


class Nature(models.TextChoices):
    ECRITE = "ecrite", "Écrite par l'équipe"
    NOURRIE = "nourrie", "Nourrie par le dossier"


class Place(models.TextChoices):
    PARTIE = "partie", "Ouvre une partie"
    SOUS_PARTIE = "sous_partie", "Sous-partie de la précédente"
    SUITE = "suite", "À la suite, sans titre"


class EtatDeCorpus(models.TextChoices):
    PROPOSE = "propose", "À vérifier"
    VERIFIE = "verifie", "Vérifié"
    PUBLIE = "publie", "Publié"


class DecisionDeCorpus(models.TextChoices):
    A_DECIDER = "a_decider", "À décider"
    SANS_SOUPCON = "sans_soupcon", "Rien de signalé"
    GARDER = "garder", "Garder telle quelle"
    MASQUER = "masquer", "Masquer les passages signalés"
    REECRIRE = "reecrire", "Réécrire"
    ECARTER = "ecarter", "Écarter"
