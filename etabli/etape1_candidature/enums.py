from django.db import models


class Etat(models.TextChoices):
    OUVERTE = "ouverte", "Premier contact"
    SIGNALEE = "signalee", "Signalée à la DGALN"
    SANS_SUITE = "sans_suite", "Opportunité non caractérisée"
    REDACTION = "redaction", "Note en rédaction"
    RELECTURE = "relecture", "Note en relecture à la DGALN"
    FIGEE = "figee", "Note figée, signatures en cours"
    DEPOSEE = "deposee", "Déposée"
    COMPLEMENT = "complement", "Complément demandé"
    INSTRUCTION = "instruction", "En instruction"
    AJOURNEE = "ajournee", "Ajournée"
    ELIGIBLE = "eligible", "Éligible"
    NON_ELIGIBLE = "non_eligible", "Non éligible"
    LISTE_D_ATTENTE = "liste_d_attente", "Éligible, en liste d'attente"
    RETENUE = "retenue", "Retenue"
    RETIREE = "retiree", "Retirée"
    REUNIE = "reunie", "Réunie à un autre dossier"


# La note s'écrit dans ces états, et dans aucun autre.
REDIGEABLES = (Etat.REDACTION, Etat.COMPLEMENT)
# Le dossier est à la DGALN : entre le dépôt et la décision, l'horloge compte.
A_INSTRUIRE = (Etat.DEPOSEE, Etat.COMPLEMENT, Etat.INSTRUCTION, Etat.AJOURNEE)
# La note est déposée et ne se rouvre que par un complément, ou par la décision.
SCELLEES = (Etat.DEPOSEE, Etat.INSTRUCTION, Etat.AJOURNEE, Etat.ELIGIBLE, Etat.LISTE_D_ATTENTE)
# La procédure est finie, bien ou mal.
CLOSES = (Etat.SANS_SUITE, Etat.NON_ELIGIBLE, Etat.RETENUE, Etat.RETIREE, Etat.REUNIE)
# On peut encore y renoncer ; après `RETENUE`, c'est l'avancement du marché qui le dit.
RETIRABLES = tuple(
    e for e in Etat if e not in (Etat.SANS_SUITE, Etat.NON_ELIGIBLE, Etat.RETIREE, Etat.REUNIE)
)
# Deux dossiers d'un même territoire se réunissent avant que la DGALN ne se soit prononcée.
REUNISSABLES = (Etat.OUVERTE, Etat.SIGNALEE, Etat.REDACTION, Etat.RELECTURE, Etat.FIGEE)


class CleRubrique(models.TextChoices):
    """Les sept rubriques de la note d'opportunité (programme.txt)."""

    PORTEURS = "porteurs", "Les porteurs de l'Atelier"
    LOCALISATION = "localisation", "La localisation de l'Atelier"
    OBJET = "objet", "L'objet de l'Atelier"
    OBJECTIFS = "objectifs", "Les objectifs de l'Atelier"
    RESSOURCES = "ressources", "Les ressources de l'Atelier"
    DYNAMIQUES_DU_TERRITOIRE = "dynamiques_du_territoire", "Les dynamiques du territoire"
    DYNAMIQUES_D_AMENAGEMENT = "dynamiques_d_amenagement", "Les dynamiques d'aménagement"


class TypeObjet(models.TextChoices):
    """Les objets que l'Atelier peut traiter (programme.txt, « thématiques »)."""

    POLITIQUES_CROISEES = "politiques_croisees", "Stratégie croisant activités, risques et ressources"
    ACTUALITE_LEGISLATIVE = "actualite_legislative", "Projet en lien avec l'actualité législative"
    ETAT_AMENAGEUR = "etat_amenageur", "Projet porté par l'État aménageur ou gestionnaire"
    INNOVANT = "innovant", "Autre sujet innovant"


class Echelle(models.TextChoices):
    """L'échelle de réflexion (programme.txt, « échelle d'intervention »)."""

    INTERCOMMUNALE = "intercommunale", "Une intercommunalité"
    PLUS_VASTE = "plus_vaste", "Plus vaste : plusieurs intercommunalités, SCoT, PETR, OIN…"
    INFRA = "infra", "Moins vaste : une partie d'intercommunalité, une commune"


class TypeCourrier(models.TextChoices):
    SOUTIEN_COLLECTIVITE = "soutien_collectivite", "Courrier de soutien de la collectivité"
    SOUTIEN_PREFET = "soutien_prefet", "Courrier de soutien du préfet ou du sous-préfet"
    ENGAGEMENT = "engagement", "Courrier d'engagement du service de l'État"


class NatureDeDocument(models.TextChoices):
    PLANIFICATION = "planification", "Document de planification (SCoT, PLUi, PLH, PCAET…)"
    CONTRAT = "contrat", "Contrat ou convention (CRTE, PVD, ACV, PPA…)"
    ETUDE = "etude", "Étude ou diagnostic"
    DONNEES = "donnees", "Données, cartes, photos"
    AUTRE = "autre", "Autre document"


class SensAvis(models.TextChoices):
    FAVORABLE = "favorable", "Favorable"
    RESERVE = "reserve", "Favorable avec réserve"
    DEFAVORABLE = "defavorable", "Défavorable"
