"""La hauteur d'un bloc sans l'écrire, pour savoir ce qui tient encore dans une page.

C'est une estimation ; le compte exact vient avec le PDF.
"""

from collections.abc import Sequence
from typing import cast

from etabli.socle.document.arbre import enfants, sont_des_blocs
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    ChiffresCles,
    Citation,
    Colonnes,
    Definitions,
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
from etabli.socle.document.texte import Enrichi, nu

PAGE, LARGE, RETRAIT = 248.0, 162.0, 30.0  # millimètres utiles d'une page de livret, et la marge de son texte
LIGNE, SIGNES_PAR_MM = 5.0, 0.64  # une ligne de texte : sa hauteur, et ce qu'elle porte
EXERGUE, SIGNES_D_UN_TABLEAU, SIGNES_DU_TITRE, SIGNES_D_UN_CHAMP, LIGNE_SERREE = 62, 96, 46, 44, 4.4


def hauteur(bloc: Bloc, large: float = LARGE, retrait: float = RETRAIT) -> float:
    """En millimètres, marges comprises ; ce qu'un bloc contient n'est plus en retrait."""
    signes = (large - retrait) * SIGNES_PAR_MM
    match bloc:
        case Titre():
            return 12
        case Paragraphe() | Chapo():
            return _lignes(nu(bloc.texte), signes) * LIGNE * (1.25 if isinstance(bloc, Chapo) else 1) + 3
        case Figure():
            image = lire(bloc.image)
            return min(large * bloc.largeur * image.hauteur / (image.largeur or 1), 185) + 10
        case Mosaique():
            return -(-len(bloc.figures) // bloc.par_rangee) * (114 / bloc.par_rangee + 12)
        case Citation():
            return _lignes(nu(bloc.texte), EXERGUE * large / LARGE) * 6.3 + 12
        case ChiffresCles():
            return 25
        case Tableau():
            return _tableau(bloc)
        case Colonnes():
            return max(_somme(bloc.gauche, large * bloc.part), _somme(bloc.droite, large * (1 - bloc.part)))
        case Liste():
            textes = ["" if sont_des_blocs(e) else nu(cast(Enrichi, e)) for e in bloc.elements]
            return sum(_lignes(t, signes) * LIGNE + 1 for t in textes)
        case Definitions():
            return 4 + sum(_definition(cle, valeur, large, signes) for cle, valeur in bloc.entrees)
        case Fiche():
            titre = 14 + 7 * (_lignes(nu(bloc.titre), SIGNES_DU_TITRE) - 1)
            return titre + _champs(bloc, large) + _somme(bloc.blocs, large)
        case Encadre():
            return 16 + _somme(bloc.blocs, large)
        case _:
            return 6 + _somme(tuple(enfants(bloc)), large)


def _tableau(tableau: Tableau) -> float:
    lignes = [*tableau.lignes, *([tableau.total] if tableau.total else [])]
    corps = 14 + sum(_rangee([nu(c) for c in ligne]) for ligne in lignes)
    note = _lignes(nu(tableau.note), LARGE * SIGNES_PAR_MM) * LIGNE_SERREE + 2 if tableau.note else 0
    return corps + note


def _definition(cle: Enrichi, valeur: object, large: float, signes: float) -> float:
    if sont_des_blocs(valeur):
        return LIGNE + 2 + _somme(cast(Sequence[Bloc], valeur), large)
    return _lignes(nu(cle) + nu(cast(Enrichi, valeur)), signes) * LIGNE + 1


def _champs(fiche: Fiche, large: float) -> float:
    """Les courts vont par deux ; les longs, l'un sous l'autre, à droite de leur nom."""
    courts = [nu(cast(Enrichi, v)) for _, v in fiche.champs if not sont_des_blocs(v)]
    longs = [cast(Sequence[Bloc], v) for _, v in fiche.champs if sont_des_blocs(v)]
    paires = [courts[rang : rang + 2] for rang in range(0, len(courts), 2)]
    rangees = sum(6.8 + LIGNE_SERREE * max(_lignes(v, SIGNES_D_UN_CHAMP) for v in p) for p in paires)
    return rangees + sum(5 + _somme(v, large - 34) for v in longs)


def _somme(suite: Sequence[Bloc], large: float) -> float:
    return sum(hauteur(bloc, large, 0) for bloc in suite)


def _rangee(cellules: Sequence[str]) -> float:
    place = SIGNES_D_UN_TABLEAU / max(1, len(cellules)) * 1.7
    return max(_lignes(c, place) for c in cellules) * 4 + 2.4


def _lignes(texte: str, signes: float) -> int:
    return max(1, -int(-len(texte) // signes))
