"""Les graphiques : un dessin SVG écrit par le serveur, et le tableau qui dit la même chose."""

from etabli.socle.graphiques.en_anneau import anneau
from etabli.socle.graphiques.en_barres import barres, barres_empilees, colonnes
from etabli.socle.graphiques.en_courbe import courbe
from etabli.socle.graphiques.en_flux import flux
from etabli.socle.graphiques.en_frise import Jalon, Periode, frise
from etabli.socle.graphiques.en_gantt import Tache, gantt
from etabli.socle.graphiques.en_nuage import Axe, PointNote, nuage_de_points
from etabli.socle.graphiques.modele import Graphique

__all__ = [
    "Axe",
    "Graphique",
    "Jalon",
    "Periode",
    "PointNote",
    "Tache",
    "anneau",
    "barres",
    "barres_empilees",
    "colonnes",
    "courbe",
    "flux",
    "frise",
    "gantt",
    "nuage_de_points",
]
