"""La mémoire : ce qui a été calculé ne l'est pas deux fois, et ne se sert jamais s'il n'est plus vrai."""

from etabli.socle.memoire.lecture import lecture_commune, lue_une_fois
from etabli.socle.memoire.revision import revision_de_la_base
from etabli.socle.memoire.tiroir import Tiroir

__all__ = ["Tiroir", "lecture_commune", "lue_une_fois", "revision_de_la_base"]
