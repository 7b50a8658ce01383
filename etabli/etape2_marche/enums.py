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


# Ces deux issues libèrent le dossier : un autre marché peut y être ouvert.
SANS_EQUIPE = (Etat.INFRUCTUEUX, Etat.SANS_SUITE)
ENGAGES = (Etat.NOTIFIE, Etat.SOLDE)
# Les offres sont lues : entre l'ouverture des plis et le choix.
ANALYSES = (Etat.ANALYSE, Etat.CONSENSUS)
DECIDES = (Etat.ATTRIBUE, *ENGAGES)


class Conformite(models.TextChoices):
    """Les motifs d'écart d'une offre."""

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


# Les listes qui suivent sont celles des données essentielles (DECP v2.0.3) : la valeur est le libellé publié.


class Procedure(models.TextChoices):
    ADAPTEE = "Procédure adaptée", "Procédure adaptée"
    APPEL_OUVERT = "Appel d'offres ouvert", "Appel d'offres ouvert"
    APPEL_RESTREINT = "Appel d'offres restreint", "Appel d'offres restreint"
    NEGOCIATION = "Procédure avec négociation", "Procédure avec négociation"
    DIALOGUE = "Dialogue compétitif", "Dialogue compétitif"


class FormeDePrix(models.TextChoices):
    UNITAIRE = "Unitaire", "Unitaire"
    FORFAITAIRE = "Forfaitaire", "Forfaitaire"
    MIXTE = "Mixte", "Mixte"


class TypeDePrix(models.TextChoices):
    FERME = "Définitif ferme", "Définitif ferme"
    ACTUALISABLE = "Définitif actualisable", "Définitif actualisable"
    REVISABLE = "Définitif révisable", "Définitif révisable"
    PROVISOIRE = "Provisoire", "Provisoire"


class FormeDeGroupement(models.TextChoices):
    CONJOINT = "Conjoint", "Conjoint"
    SOLIDAIRE = "Solidaire", "Solidaire"
    SEUL = "Pas de groupement", "Pas de groupement"


class ClauseSociale(models.TextChoices):
    CLAUSE = "Clause sociale", "Clause sociale"
    CRITERE = "Critère social", "Critère social"
    AUCUNE = "Pas de considération sociale", "Pas de considération sociale"


class ClauseEnvironnementale(models.TextChoices):
    CLAUSE = "Clause environnementale", "Clause environnementale"
    CRITERE = "Critère environnemental", "Critère environnemental"
    AUCUNE = "Pas de considération environnementale", "Pas de considération environnementale"
