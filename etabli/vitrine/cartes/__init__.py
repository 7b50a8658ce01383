"""La carte des ateliers, dessinée par le serveur : un fond que le navigateur garde, des repères qui sont des liens."""

from etabli.vitrine.cartes.fond import fond
from etabli.vitrine.cartes.image import carte_des_fiches
from etabli.vitrine.cartes.reperes import Carte, Repere, composer
from etabli.vitrine.cartes.vues import Vue, vue_de

__all__ = ["Carte", "Repere", "Vue", "carte_des_fiches", "composer", "fond", "vue_de"]
