from django.db import models


class Etat(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    CONSULTATION = "consultation", "Consultation en cours"
    DEPOUILLEMENT = "depouillement", "Plis à enregistrer et à ouvrir"
    ANALYSE = "analyse", "Analyse des offres"
    CONSENSUS = "consensus", "Réunion de choix"
    ATTRIBUE = "attribue", "Équipe choisie"
    NOTIFIE = "notifie", "Notifié, en exécution"
    SOLDE = "solde", "Soldé"
    INFRUCTUEUX = "infructueux", "Infructueux"
    SANS_SUITE = "sans_suite", "Déclaré sans suite"


class Conformite(models.TextChoices):
    """Les motifs d'écart d'une offre (domaine.md §4.1)."""

    A_VERIFIER = "a_verifier", "À vérifier"
    COMPLETE = "complete", "Complète et régulière"
    IRREGULIERE = "irreguliere", "Irrégulière"
    INACCEPTABLE = "inacceptable", "Inacceptable"
    INAPPROPRIEE = "inappropriee", "Inappropriée"
    ANORMALEMENT_BASSE = "anormalement_basse", "Anormalement basse"


class RegleDePrix(models.TextChoices):
    """Comment l'accord-cadre transforme un prix en note ; le cadre réel n'étant pas public, un paramètre."""

    PROPORTIONNELLE = "proportionnelle", "Note maximale × prix le plus bas ÷ prix de l'offre"
    LINEAIRE = "lineaire", "Note maximale × (2 − prix de l'offre ÷ prix le plus bas), plancher 0"
