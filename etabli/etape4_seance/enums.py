from django.db import models


class Etat(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close"
    COMPTE_RENDU = "compte_rendu", "Compte rendu diffusé"


class TypeActivite(models.TextChoices):
    RECUEIL = "recueil", "Recueil d'idées"
    AFOM = "afom", "Atouts, faiblesses, opportunités, menaces"
    GOMMETTES = "gommettes", "Gommettes"


class EtatActivite(models.TextChoices):
    PREPAREE = "preparee", "Préparée"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close"


class CaseAfom(models.TextChoices):
    ATOUT = "atout", "Atout"
    FAIBLESSE = "faiblesse", "Faiblesse"
    OPPORTUNITE = "opportunite", "Opportunité"
    MENACE = "menace", "Menace"


class Saisie(models.TextChoices):
    TELEPHONE = "telephone", "Depuis un téléphone"
    TABLE = "table", "Par une table"
    PAPIER = "papier", "Carte papier"


class VueDEcran(models.TextChoices):
    """Ce que l'animateur montre sur l'écran de la salle."""

    ACCUEIL = "accueil", "Le code pour entrer"
    CONTRIBUTIONS = "contributions", "Les contributions"
    FAMILLES = "familles", "Les familles"
    CLASSEMENT = "classement", "Le classement des gommettes"


class Geste(models.TextChoices):
    """Ce qu'une personne dans la salle peut faire."""

    CONTRIBUER = "contribuer", "Contribuer"
    VOTER = "voter", "Voter"
