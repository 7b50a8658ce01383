"""La hauteur d'un bloc sans l'écrire, pour savoir ce qui tient encore dans une page.

C'est une estimation ; le compte exact vient avec le PDF.
"""

from collections.abc import Sequence

from etabli.socle.document.arbre import enfants
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    ChiffresCles,
    Citation,
    Colonnes,
    Encadre,
    Fiche,
    Figure,
    Liste,
    Mosaique,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.document.images import lire
from etabli.socle.document.texte import nu

PAGE, LARGE = 248.0, 162.0  # millimètres utiles d'une page de livret
LIGNE, SIGNES = 5.0, 84  # une ligne de texte : sa hauteur, et ce qu'elle porte en retrait
SIGNES_D_UN_TABLEAU = 96


def hauteur(bloc: Bloc, large: float = LARGE) -> float:
    """En millimètres, marges comprises."""
    match bloc:
        case Titre():
            return 12
        case Paragraphe() | Chapo():
            return _lignes(nu(bloc.texte), SIGNES) * LIGNE * (1.25 if isinstance(bloc, Chapo) else 1) + 3
        case Figure():
            image = lire(bloc.image)
            return min(large * bloc.largeur * image.hauteur / (image.largeur or 1), 185) + 10
        case Mosaique():
            return -(-len(bloc.figures) // bloc.par_rangee) * (114 / bloc.par_rangee + 12)
        case Citation():
            return _lignes(nu(bloc.texte), 62) * 6.3 + 12
        case ChiffresCles():
            return 25
        case Tableau():
            return 17 + sum(_rangee([nu(c) for c in ligne]) for ligne in bloc.lignes)
        case Colonnes():
            return max(_somme(bloc.gauche, large * bloc.part), _somme(bloc.droite, large * (1 - bloc.part)))
        case Liste():
            return sum(
                _lignes(nu(e) if isinstance(e, str) else "", SIGNES) * LIGNE + 1 for e in bloc.elements
            )
        case Fiche():
            return 20 + 5.5 * len(bloc.champs) + _somme(bloc.blocs, large)
        case Encadre():
            return 16 + _somme(bloc.blocs, large)
        case _:
            return 6 + _somme(tuple(enfants(bloc)), large)


def _somme(suite: Sequence[Bloc], large: float) -> float:
    return sum(hauteur(bloc, large) for bloc in suite)


def _rangee(cellules: Sequence[str]) -> float:
    place = SIGNES_D_UN_TABLEAU / max(1, len(cellules)) * 1.7
    return max(_lignes(c, place) for c in cellules) * 4 + 2.4


def _lignes(texte: str, signes: float) -> int:
    return max(1, -int(-len(texte) // signes))
