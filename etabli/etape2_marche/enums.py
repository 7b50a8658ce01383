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
    HORS_DELAI = "hors_delai", "Arrivée hors délai"


# Ce que l'on décide après avoir lu : une offre hors délai, elle, n'est jamais ouverte.
LUES = tuple(c for c in Conformite if c != Conformite.HORS_DELAI)


class NatureDeDemande(models.TextChoices):
    """Ce que l'acheteur peut demander à un candidat avant de décider du sort de son offre."""

    JUSTIFICATION = "justification", "Justification d'un prix qui paraît anormalement bas"
    REGULARISATION = "regularisation", "Régularisation de l'offre"
    PRECISION = "precision", "Précision sur l'offre"


class SuiteDeDemande(models.TextChoices):
    SATISFAISANTE = "satisfaisante", "La réponse est satisfaisante"
    INSUFFISANTE = "insuffisante", "La réponse ne suffit pas"
    SANS_REPONSE = "sans_reponse", "Aucune réponse dans le délai"


class RegleDePrix(models.TextChoices):
    """Comment l'accord-cadre transforme un prix en note ; le cadre réel n'étant pas public, un paramètre."""

    PROPORTIONNELLE = "proportionnelle", "Note maximale × prix le plus bas ÷ prix de l'offre"
    LINEAIRE = "lineaire", "Note maximale × (2 − prix de l'offre ÷ prix le plus bas), plancher 0"


class RegleDEgalite(models.TextChoices):
    """Ce que l'accord-cadre prévoit quand deux offres ont le même total ; à défaut, le choix se motive."""

    AUCUNE = "aucune", "Aucune : les ex æquo le restent, le choix se motive par écrit"
    PRIX = "prix", "Le prix le plus bas l'emporte"
    CRITERE = "critere", "La meilleure note sur le critère, autre que le prix, qui pèse le plus"


class RegleDArrondi(models.TextChoices):
    """À quelle précision deux totaux se comparent."""

    EXACT = "exact", "Aucun arrondi : les totaux se comparent exactement"
    CENTIEME = "centieme", "Au centième de point"
    DIXIEME = "dixieme", "Au dixième de point"


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


# L'exécution : du marché notifié au solde.


class EtatDeLOrdre(models.TextChoices):
    EMIS = "emis", "Émis, réception à constater"
    RECU = "recu", "Reçu par l'équipe"


class NatureDOrdre(models.TextChoices):
    DEMARRAGE = "demarrage", "Démarrer les prestations"
    PHASE = "phase", "Commencer une phase"
    SUSPENSION = "suspension", "Suspendre les prestations"
    REPRISE = "reprise", "Reprendre les prestations"
    ARRET = "arret", "Arrêter à l'issue d'une phase"
    PRESCRIPTION = "prescription", "Autre prescription"


class EtatDuLivrable(models.TextChoices):
    ATTENDU = "attendu", "Attendu"
    REMIS = "remis", "Remis, à vérifier"
    ADMIS = "admis", "Admis"
    REFACTION = "refaction", "Admis avec réfaction"
    AJOURNE = "ajourne", "Ajourné, à reprendre"
    REJETE = "rejete", "Rejeté"
    SANS_OBJET = "sans_objet", "Sans objet"


# Ce qui n'attend plus rien de personne.
LIVRABLES_CLOS = (EtatDuLivrable.ADMIS, EtatDuLivrable.REFACTION, EtatDuLivrable.SANS_OBJET)


class Decision(models.TextChoices):
    """Les quatre suites d'une vérification (CCAG-PI, à vérifier)."""

    ADMISSION = "admission", "Admission"
    AJOURNEMENT = "ajournement", "Ajournement"
    REFACTION = "refaction", "Admission avec réfaction"
    REJET = "rejet", "Rejet"


class EtatDeLaFacture(models.TextChoices):
    RECUE = "recue", "Reçue, à vérifier"
    VERIFIEE = "verifiee", "Service fait constaté, à payer"
    PAYEE = "payee", "Payée"
    REJETEE = "rejetee", "Retournée"


class NatureDeFacture(models.TextChoices):
    ACOMPTE = "acompte", "Acompte ou paiement d'une phase"
    AVANCE = "avance", "Avance"
    SOLDE = "solde", "Solde"


class EtatDeLAvenant(models.TextChoices):
    PROJET = "projet", "Projet"
    NOTIFIE = "notifie", "Notifié"
    ABANDONNE = "abandonne", "Abandonné"


class EtatDeLActe(models.TextChoices):
    PRESENTE = "presente", "Présenté, à décider"
    ACCEPTE = "accepte", "Accepté"
    REFUSE = "refuse", "Refusé"


class VariationDePrix(models.TextChoices):
    """Les valeurs publiées (DECP v2.0.3)."""

    FERME = "Ferme", "Ferme"
    ACTUALISABLE = "Actualisable", "Actualisable"
    REVISABLE = "Révisable", "Révisable"
