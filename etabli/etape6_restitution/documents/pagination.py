"""Combien de pages prend chaque partie : estimé avant d'écrire, compté sur le PDF après."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader

from etabli.etape6_restitution.calcul import Detail, Poste, pages_de
from etabli.etape6_restitution.documents.composition import Groupe
from etabli.socle.document import Arbre
from etabli.socle.document.arbre import parcourir
from etabli.socle.document.blocs import Bloc, Fiche, Ouverture, Paysage, SautDePage, Titre
from etabli.socle.document.hauteurs import PAGE, hauteur
from etabli.socle.document.texte import nu

COUVERTURES, ENTREES_PAR_PAGE = 2, 42
FICHES = "Les fiches d'action"
HABILLAGE = "Couvertures et sommaire"


@dataclass
class _Partie:
    """Ce qui commence en haut d'une page ; `pages` quand le nombre en est fixé."""

    nom: str
    hauteur: float = 0
    pages: int = 0
    nature: str = "texte"
    blocs: list[Bloc] = field(default_factory=list)

    def compte(self, par_page: bool) -> float:
        if self.pages or not par_page:
            return self.pages or round(self.hauteur / PAGE, 1)
        return pages_de(self.hauteur, PAGE)


def postes(arbre: Arbre, groupes: Sequence[Groupe]) -> list[Poste]:
    """Une ligne par partie du plan, dans l'ordre ; l'habillage d'abord."""
    par_page = arbre.gabarit == "livret"
    lus = [_poste(groupe, par_page) for groupe in groupes]
    habillage = Poste(HABILLAGE, COUVERTURES + _pages_du_sommaire(arbre), "figure")
    return [habillage, *(poste for poste in lus if poste.pages)]


def _poste(groupe: Groupe, par_page: bool) -> Poste:
    details: dict[str, float] = {}
    natures = set()
    for partie in _parties(groupe.blocs, groupe.titre):
        if pages := partie.compte(par_page):
            details[partie.nom] = details.get(partie.nom, 0) + pages
            natures.add(partie.nature)
    nature = next((n for n in ("fiches", "texte") if n in natures), "figure")
    return Poste(
        groupe.titre,
        sum(details.values()),
        nature if groupe.est_ecrit or nature == "fiches" else "figure",
        cle=groupe.cle,
        pages_max=groupe.pages_max,
        est_ecartable=groupe.est_ecartable,
        details=tuple(Detail(nom, pages) for nom, pages in details.items()) if len(details) > 1 else (),
    )


def _pages_du_sommaire(arbre: Arbre) -> int:
    entrees = sum(isinstance(b, Titre | Fiche | Ouverture) and b.niveau <= 2 for b in arbre.blocs)
    return pages_de(entrees, ENTREES_PAR_PAGE) if arbre.sommaire else 0


def _parties(blocs: Sequence[Bloc], nom: str) -> list[_Partie]:
    parties = [_Partie(nom)]
    for bloc in blocs:
        match bloc:
            case Titre(niveau=1):
                parties.append(_Partie(nu(bloc.texte), 18, blocs=[bloc]))
            case Ouverture():
                parties.append(_Partie(nu(bloc.titre), pages=1, nature="figure", blocs=[bloc]))
                parties.append(_Partie(nu(bloc.titre)))
            case Fiche(nouvelle_page=True):
                est_un_axe = bloc.niveau == 1
                nom_de_la_fiche = nu(bloc.titre) if est_un_axe else FICHES
                nature = "figure" if est_un_axe else "fiches"
                pages = pages_de(hauteur(bloc), PAGE)
                parties.append(_Partie(nom_de_la_fiche, pages=pages, nature=nature, blocs=[bloc]))
                parties.append(_Partie(nom_de_la_fiche, nature=nature))
            case Paysage():
                parties.append(_Partie(parties[-1].nom, pages=1, blocs=[bloc]))
                parties.append(_Partie(parties[-1].nom))
            case SautDePage():
                parties.append(_Partie(parties[-1].nom))
            case _:
                parties[-1].hauteur += hauteur(bloc)
                parties[-1].blocs.append(bloc)
    return parties


def page_de(arbre: Arbre, ancre: str) -> int:
    """Le numéro de la page où commence cette ancre d'un livret, couverture comprise ; 0 si elle n'y est pas."""
    page = 1 + _pages_du_sommaire(arbre)
    for partie in _parties(arbre.blocs, ""):
        if any(getattr(b, "ancre", "") == ancre for b in partie.blocs):
            return page + 1
        page += int(partie.compte(True))
    return 0


def compter(pdf: bytes, arbre: Arbre, groupes: Sequence[Groupe]) -> dict[str, Any]:
    """Les pages que prend vraiment chaque partie : les signets du PDF suivent les titres de l'arbre."""
    lecteur = PdfReader(io.BytesIO(pdf))
    signets = [lecteur.get_destination_page_number(x) or 0 for x in _a_plat(lecteur.outline)]
    total, rang = len(lecteur.pages), 0
    debuts: list[tuple[str, int]] = []
    for groupe in groupes:
        nb = sum(isinstance(b, Titre | Fiche | Ouverture) for b in parcourir(groupe.blocs))
        if nb and rang < len(signets):
            debuts.append((groupe.cle, signets[rang]))
        rang += nb
    if rang != len(signets):
        return {"total": total, "pages": []}
    fins = [*(page for _, page in debuts[1:]), total - bool(arbre.couverture and arbre.couverture.dos)]
    pages = [[cle, max(0, fin - debut)] for (cle, debut), fin in zip(debuts, fins, strict=True)]
    return {"total": total, "pages": pages}


def _a_plat(signets: Sequence[Any]) -> Iterator[Any]:
    for signet in signets:
        if isinstance(signet, list):
            yield from _a_plat(signet)
        else:
            yield signet
