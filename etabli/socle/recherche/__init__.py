"""La recherche en plein texte : un étage déclare ce qu'il donne à chercher, les écritures tiennent l'index.

L'analyse du français (accents, racines) se fait ici, en Python : les deux bases répondent donc la même chose.
Les droits sont ceux de `visible_to`, lus dans la requête même : rien n'est trouvé puis caché.
"""

from etabli.socle.recherche.chercher import Resultat, Trouvailles, chercher
from etabli.socle.recherche.declaration import Cherchable, cherchables
from etabli.socle.recherche.index import declarer, indexer, oublier, reconstruire

__all__ = [
    "Cherchable",
    "Resultat",
    "Trouvailles",
    "cherchables",
    "chercher",
    "declarer",
    "indexer",
    "oublier",
    "reconstruire",
]
