"""Rapporter un tableau d'actions : le lire, dire ce qu'il changerait, sans encore rien écrire."""

from etabli.etape5_feuille_de_route.echange.comparer import Essai, comparer
from etabli.etape5_feuille_de_route.echange.fichier import FichierIllisibleError, lire_le_tableau
from etabli.etape5_feuille_de_route.echange.lignes import Ecart, Erreur, LigneLue

__all__ = [
    "Ecart",
    "Erreur",
    "Essai",
    "FichierIllisibleError",
    "LigneLue",
    "comparer",
    "lire_le_tableau",
]
