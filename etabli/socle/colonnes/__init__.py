"""Une colonne se déclare une fois ; le tableau, le CSV, les classeurs, le JSON et le schéma en découlent."""

from etabli.socle.colonnes.colonne import Colonne, Nature, montrer
from etabli.socle.colonnes.jeu import JeuDeColonnes
from etabli.socle.colonnes.tableau import Cellule, EnTete, Tableau

__all__ = ["Cellule", "Colonne", "EnTete", "JeuDeColonnes", "Nature", "Tableau", "montrer"]
