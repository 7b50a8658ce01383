"""Un document : un arbre de blocs composé une fois, écrit en PDF, ODT, DOCX et HTML."""

from etabli.socle.document.arbre import Arbre, Couverture
from etabli.socle.document.declaration import FORMES, Document, ecrire
from etabli.socle.document.inspection import inspecter, nb_de_pages
from etabli.socle.document.texte import Texte, riche
from etabli.socle.document.texte_riche import html_en_blocs

__all__ = [
    "FORMES",
    "Arbre",
    "Couverture",
    "Document",
    "Texte",
    "ecrire",
    "html_en_blocs",
    "inspecter",
    "nb_de_pages",
    "riche",
]
