from django.db import models


class Etape(models.TextChoices):
    """Les six étapes du programme, dans l'ordre, puis le suivi."""

    CANDIDATURE = "candidature", "Candidature"
    MARCHE = "marche", "Choix de l'équipe"
    ATELIER = "atelier", "Atelier"
    SEANCES = "seances", "Séances"
    FEUILLE_DE_ROUTE = "feuille_de_route", "Feuille de route"
    RESTITUTION = "restitution", "Restitution"
    SUIVI = "suivi", "Suivi"


class Role(models.TextChoices):
    """La place d'une organisation dans un dossier."""

    PILOTE = "pilote", "Pilote local"
    COPILOTE = "copilote", "Co-pilote associé"
    COPORTEUR = "coporteur", "Co-porteur"
    EQUIPE = "equipe", "Équipe projet"
    LECTEUR = "lecteur", "Lecteur"


# Ceux qui écrivent la note et portent l'atelier ensemble.
PORTEURS = (Role.PILOTE, Role.COPILOTE, Role.COPORTEUR)


class Visibilite(models.TextChoices):
    """Qui lit un message ou un fichier du dossier."""

    PORTEURS = "porteurs", "Pilotes et co-porteurs"
    DGALN = "dgaln", "Pilotes, co-porteurs et DGALN"
    EQUIPE = "equipe", "Tous les membres, équipe comprise"


class NatureDePhase(models.TextChoices):
    CADRAGE = "cadrage", "Cadrage"
    SESSION = "session", "Session in situ"
    APPROFONDISSEMENT = "approfondissement", "Approfondissement"
    PRODUCTION = "production", "Production"
    RESTITUTION = "restitution", "Restitution"


class TypeLivrable(models.TextChoices):
    NOTE_DE_CADRAGE = "note_de_cadrage", "Note de cadrage"
    CARNET_DE_SUIVI = "carnet_de_suivi", "Carnet de suivi"
    RAPPORT_FINAL = "rapport_final", "Rapport final"
    FEUILLE_DE_ROUTE = "feuille_de_route", "Feuille de route"
    LIVRET = "livret", "Livret de capitalisation"


class College(models.TextChoices):
    """À quel titre une personne participe (domaine.md §5)."""

    ELU = "elu", "Élus"
    TECHNICIEN = "technicien", "Techniciens"
    ETAT = "etat", "Services et opérateurs de l'État"
    ASSOCIATION = "association", "Associations"
    ENTREPRISE = "entreprise", "Acteurs économiques"
    HABITANT = "habitant", "Habitants"


# Le journal de ces étapes reste entre les porteurs et la DGALN : l'équipe choisie n'a pas à y lire les notes.
APPLICATIONS_RESERVEES_AUX_PORTEURS = ("candidature", "marche")
