"""Les données des personnes : ce que l'on garde, pourquoi, combien de temps, et comment on le rend ou l'efface."""

from etabli.socle.personnes.conservation import Echeance, duree, echeances, purger_tout
from etabli.socle.personnes.declaration import Traitement, declarer, traitements
from etabli.socle.personnes.droits import donnees_de, dossier_personnel, oublier, raisons_de_garder, trouver

__all__ = [
    "Echeance",
    "Traitement",
    "declarer",
    "donnees_de",
    "dossier_personnel",
    "duree",
    "echeances",
    "oublier",
    "purger_tout",
    "raisons_de_garder",
    "traitements",
    "trouver",
]
