from django.db import models


class Portee(models.TextChoices):
    """Ce qu'un jeton permet, et rien d'autre ; les droits de l'agent s'y ajoutent, ils ne s'y remplacent pas."""

    LIRE = "dossiers:lire", "Lire mes dossiers"
    AVANCEMENT = "actions:avancement", "Faire le point sur une action d'une feuille de route"
    ENTRETIENS = "entretiens:deposer", "Déposer des entretiens dans un atelier"
    CONTRIBUTIONS = "contributions:deposer", "Déposer des contributions dans une séance"


class EtatDEnvoi(models.TextChoices):
    A_ENVOYER = "a_envoyer", "À envoyer"
    RECU = "recu", "Reçu"
    ABANDONNE = "abandonne", "Abandonné"
