from django.db import models


class Etat(models.TextChoices):
    REDACTION = "redaction", "En rédaction"
    CONCERTATION = "concertation", "Soumise aux co-porteurs"
    ADOPTEE = "adoptee", "Adoptée, en cours de mise en œuvre"
    CLOSE = "close", "Close"


class Priorite(models.TextChoices):
    HAUTE = "haute", "Haute"
    MOYENNE = "moyenne", "Moyenne"
    BASSE = "basse", "Basse"


class Maturite(models.TextChoices):
    """L'intention, ou l'action dont la nature et le financement sont établis (domaine.md, CRTE)."""

    FICHE_PROJET = "fiche_projet", "Fiche-projet (intention)"
    FICHE_ACTION = "fiche_action", "Fiche-action (financement établi)"


class StatutAction(models.TextChoices):
    A_VENIR = "a_venir", "À venir"
    EN_COURS = "en_cours", "En cours"
    REALISEE = "realisee", "Réalisée"
    EN_PAUSE = "en_pause", "En pause"
    BLOQUEE = "bloquee", "Bloquée"
    ABANDONNEE = "abandonnee", "Abandonnée"


# Commencées ou finies : ce que la DGALN appelle engagées quand elle regarde en arrière.
ENGAGEES = (StatutAction.EN_COURS, StatutAction.REALISEE)


class Horizon(models.TextChoices):
    COURT = "court", "Court terme"
    MOYEN = "moyen", "Moyen terme"
    LONG = "long", "Long terme"


class Echeance(models.IntegerChoices):
    """Quand on regarde en arrière, en mois depuis l'adoption."""

    SIX_MOIS = 6, "à 6 mois"
    UN_AN = 12, "à 12 mois"
    DEUX_ANS = 24, "à 24 mois"


class TypeSuite(models.TextChoices):
    """Les suites observées après des ateliers (domaine.md §6)."""

    PPA = "ppa", "Projet partenarial d'aménagement"
    URBANISME = "urbanisme", "OAP, PLUi ou SCoT"
    ETUDE = "etude", "Étude complémentaire"
    GOUVERNANCE = "gouvernance", "Gouvernance entre EPCI"
    EUROPE = "europe", "Financement européen"
    AUTRE = "autre", "Autre"
