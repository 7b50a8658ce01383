"""Ce qui se calcule d'une feuille de route sans la base."""

from etabli.etape5_feuille_de_route.calcul.calendrier import ActionDatee, boucles, conflits_de_dates
from etabli.etape5_feuille_de_route.calcul.couverture import Couverture, couverture
from etabli.etape5_feuille_de_route.calcul.decalages import Decalage, decalages
from etabli.etape5_feuille_de_route.calcul.echeances import apres_des_mois
from etabli.etape5_feuille_de_route.calcul.financement import (
    LigneDeFinancement,
    PartDeFinanceur,
    PlanDeFinancement,
    Total,
    annees_de,
    ecart_des_annees,
    par_annee,
    par_financeur,
    plan,
    somme,
    somme_par_annee,
    taux_d_aides,
)
from etabli.etape5_feuille_de_route.calcul.marges import marges
from etabli.etape5_feuille_de_route.calcul.matrice import Matrice, croiser
from etabli.etape5_feuille_de_route.calcul.priorites import Critere, classement, places_extremes
from etabli.etape5_feuille_de_route.calcul.regles import Avis, Regle, juger

__all__ = [
    "ActionDatee",
    "Avis",
    "Couverture",
    "Critere",
    "Decalage",
    "LigneDeFinancement",
    "Matrice",
    "PartDeFinanceur",
    "PlanDeFinancement",
    "Regle",
    "Total",
    "annees_de",
    "apres_des_mois",
    "boucles",
    "classement",
    "conflits_de_dates",
    "couverture",
    "croiser",
    "decalages",
    "ecart_des_annees",
    "juger",
    "marges",
    "par_annee",
    "par_financeur",
    "places_extremes",
    "plan",
    "somme",
    "somme_par_annee",
    "taux_d_aides",
]
