"""Une liste de travail : des filtres dans l'adresse, des compteurs qui les suivent, un tri, des colonnes, un export."""

from etabli.socle.listes.declaration import Liste
from etabli.socle.listes.filtre import Filtre, Jeton
from etabli.socle.listes.lecture import ListeLue

__all__ = ["Filtre", "Jeton", "Liste", "ListeLue"]
