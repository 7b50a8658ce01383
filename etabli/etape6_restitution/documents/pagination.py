"""Combien de pages prendra un arbre, sans l'écrire : chaque bloc a une hauteur, chaque partie ses pages.

C'est une estimation, à une ou deux pages près sur un livret entier ; le compte exact vient avec le PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from etabli.etape6_restitution.calcul import Poste, pages_de
from etabli.socle.document import Arbre
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
    Ouverture,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.document.images import lire
from etabli.socle.document.texte import nu

PAGE, LARGE = 248.0, 162.0  # millimètres utiles d'une page de livret
LIGNE, SIGNES = 5.0, 84  # une ligne de texte : sa hauteur, et ce qu'elle porte en retrait
SIGNES_D_UN_TABLEAU = 96
COUVERTURES, ENTREES_PAR_PAGE = 2, 42
FICHES = "Les fiches d'action"


@dataclass
class _Partie:
    nom: str
    hauteur: float = 0
    pages: int = 0
    nature: str = "texte"


def postes(arbre: Arbre) -> list[Poste]:
    """Les parties dans l'ordre ; les fiches d'action comptent ensemble."""
    comptees: dict[str, Poste] = {}
    for partie in _parties(arbre):
        pages = partie.pages or pages_de(partie.hauteur, PAGE)
        deja = comptees.get(partie.nom)
        if pages:
            comptees[partie.nom] = Poste(partie.nom, pages + (deja.pages if deja else 0), partie.nature)
    entrees = sum(isinstance(b, Titre | Fiche | Ouverture) and b.niveau <= 2 for b in arbre.blocs)
    sommaire = [Poste("Sommaire", pages_de(entrees, ENTREES_PAR_PAGE), "figure")] if arbre.sommaire else []
    return [Poste("Couvertures", COUVERTURES, "figure"), *sommaire, *comptees.values()]


def _parties(arbre: Arbre) -> list[_Partie]:
    parties = [_Partie("Début")]
    for bloc in arbre.blocs:
        if isinstance(bloc, Titre) and bloc.niveau == 1:
            parties.append(_Partie(nu(bloc.texte), 18))
        elif isinstance(bloc, Ouverture):
            parties.append(_Partie(nu(bloc.titre), pages=1, nature="figure"))
            parties.append(_Partie(nu(bloc.titre)))
        elif isinstance(bloc, Fiche):
            est_un_axe = bloc.niveau == 1
            nom = nu(bloc.titre) if est_un_axe else FICHES
            parties.append(_Partie(nom, hauteur(bloc), nature="figure" if est_un_axe else "fiches"))
        else:
            parties[-1].hauteur += hauteur(bloc)
    return parties


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
