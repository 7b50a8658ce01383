"""Chercher un territoire par son nom, écrit comme on peut, ou par l'un de ses codes.

Une `Entree` par façon de nommer un territoire ; `indexer` les écrit, `chercher` les parcourt.
Le seul SQL de l'application est dans `moteurs`.
"""

from etabli.territoires.recherche.chercher import GENRES, Renvoi, Trouvaille, chercher
from etabli.territoires.recherche.index import indexer
from etabli.territoires.recherche.moteurs import apres_les_migrations, moteur

__all__ = ["GENRES", "Renvoi", "Trouvaille", "apres_les_migrations", "chercher", "indexer", "moteur"]
