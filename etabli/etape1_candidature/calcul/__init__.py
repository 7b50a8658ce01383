"""Ce qui se calcule sans la base : ce qui manque à la note, les délais, la capacité, les différences."""

from etabli.etape1_candidature.calcul.comparaison import Comparaison, Morceau, comparer
from etabli.etape1_candidature.calcul.delais import Capacite, Horloge, Pause, a_relancer_le
from etabli.etape1_candidature.calcul.manques import NB_MOTS_CONSEILLES, ContenuDeLaNote, Manque, manques

__all__ = [
    "NB_MOTS_CONSEILLES",
    "Capacite",
    "Comparaison",
    "ContenuDeLaNote",
    "Horloge",
    "Manque",
    "Morceau",
    "Pause",
    "a_relancer_le",
    "comparer",
    "manques",
]
