"""Les listes fermées du découpage administratif."""

from django.db.models import TextChoices


class Genre(TextChoices):
    COMMUNE = "commune", "commune"
    EPCI = "epci", "intercommunalité"
    DEPARTEMENT = "departement", "département"
    REGION = "region", "région"


class NatureDeCommune(TextChoices):
    COMMUNE = "commune", "commune"
    DELEGUEE = "deleguee", "commune déléguée"
    ASSOCIEE = "associee", "commune associée"
    ARRONDISSEMENT = "arrondissement", "arrondissement municipal"
    FUSIONNEE = "fusionnee", "ancienne commune"


class NatureDEpci(TextChoices):
    CC = "CC", "communauté de communes"
    CA = "CA", "communauté d'agglomération"
    CU = "CU", "communauté urbaine"
    METROPOLE = "METRO", "métropole"
    METROPOLE_DE_LYON = "MET69", "métropole de Lyon"


class PrecisionDuPoint(TextChoices):
    LIEU = "lieu", "lieu principal de la commune"
    CONTOUR = "contour", "centre du contour importé"
    APPROCHE = "approche", "point approché, déduit des communes voisines"


class NiveauDeContour(TextChoices):
    COMMUNE = "commune", "communes"
    EPCI = "epci", "intercommunalités"


class NiveauDeMesure(TextChoices):
    COMMUNE = "commune", "commune"
    DEPARTEMENT = "departement", "département"
    FRANCE = "france", "France"


class Jeu(TextChoices):
    POPULATION_HISTORIQUE = "population_historique", "Populations historiques (Insee)"
    DOSSIER_COMPLET = "dossier_complet", "Dossier complet (Insee)"
    CONSOMMATION_ENAF = (
        "consommation_enaf",
        "Consommation d'espaces naturels, agricoles et forestiers (Cerema)",
    )


class Theme(TextChoices):
    POPULATION = "population", "Population"
    LOGEMENT = "logement", "Logement"
    EMPLOI = "emploi", "Emploi et déplacements"
    REVENUS = "revenus", "Revenus"
    SOL = "sol", "Sol et espace"
