"""Les pages, les images et les fichiers de la vitrine, et les visites qu'elle reçoit."""

from etabli.vitrine.pages.models.audience import Passage
from etabli.vitrine.pages.models.fichiers import Illustration, Rendu, Telechargement
from etabli.vitrine.pages.models.pages import (
    Accueil,
    Actualites,
    Billet,
    Faq,
    PageDeLaVitrine,
    PageDuProgramme,
    PageLegale,
)

__all__ = [
    "Accueil",
    "Actualites",
    "Billet",
    "Faq",
    "Illustration",
    "PageDeLaVitrine",
    "PageDuProgramme",
    "PageLegale",
    "Passage",
    "Rendu",
    "Telechargement",
]
