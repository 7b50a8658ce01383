"""Les textes livrés : de simples données, écrites pour ce site, que la rédaction peut tout de suite changer."""

from etabli.vitrine.pages.contenus.accueil import ACCUEIL, ACTUALITES
from etabli.vitrine.pages.contenus.candidater import CANDIDATER
from etabli.vitrine.pages.contenus.ecriture import PageLivree
from etabli.vitrine.pages.contenus.legales import ACCESSIBILITE, CONDITIONS, DONNEES, MENTIONS
from etabli.vitrine.pages.contenus.programme import COMPRENDRE, DEROULEMENT, PROGRAMME
from etabli.vitrine.pages.contenus.questions import QUESTIONS

PAGES = (
    PROGRAMME,
    COMPRENDRE,
    DEROULEMENT,
    CANDIDATER,
    QUESTIONS,
    ACTUALITES,
    MENTIONS,
    DONNEES,
    CONDITIONS,
    ACCESSIBILITE,
)

__all__ = ["ACCUEIL", "PAGES", "PageLivree"]
