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
    JUGEMENT = "jugement", "Jugement majoritaire"
    MATRICE = "matrice", "Matrice impact et faisabilité"
    CARTE = "carte", "Carte"
    NUAGE = "nuage", "Nuage de mots"
    SONDAGE = "sondage", "Sondage"
    FICHE_ACTION = "fiche_action", "Fiche-action par table"


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
    CLASSEMENT = "classement", "Les résultats"


class Geste(models.TextChoices):
    """Ce qu'une personne dans la salle peut faire."""

    CONTRIBUER = "contribuer", "Contribuer"
    VOTER = "voter", "Voter"
    REPONDRE = "repondre", "Remplir un bulletin"


class ModeDeSondage(models.TextChoices):
    UNIQUE = "unique", "Une seule réponse"
    MULTIPLE = "multiple", "Plusieurs réponses"
    ECHELLE = "echelle", "Une note sur une échelle"


class Repondant(models.TextChoices):
    """Qui remplit un bulletin : chacun le sien, ou l'appareil de chaque table."""

    PERSONNE = "personne", "Chaque personne"
    TABLE = "table", "Chaque table, par son appareil"


class MotifDeMasquage(models.TextChoices):
    """Pourquoi une contribution quitte l'écran ; la personne qui l'a écrite lit ce motif."""

    ILLICITE = "illicite", "Contraire à la loi"
    PERSONNE = "personne", "Vise une personne"
    DONNEES = "donnees", "Contient des données personnelles"
    HORS_SUJET = "hors_sujet", "Hors du sujet de l'activité"
    ERREUR = "erreur", "Essai ou envoi par erreur"
