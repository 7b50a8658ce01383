"""Des cartes dessinées par le serveur : un SVG sobre, lisible à l'écran, à l'impression et sans couleur."""

from etabli.territoires.cartes.france import carte_de_france
from etabli.territoires.cartes.perimetre import carte_de_communes, carte_du_perimetre
from etabli.territoires.cartes.svg import Point

__all__ = ["Point", "carte_de_communes", "carte_de_france", "carte_du_perimetre"]
