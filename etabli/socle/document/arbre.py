"""L'arbre d'un document : sa carte d'identité et ses blocs, tels que les écrivains les reçoivent."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from django.conf import settings

from etabli.socle.document.blocs import (
    Bloc,
    Colonnes,
    Definitions,
    Encadre,
    Fiche,
    Figure,
    Liste,
    Mosaique,
    Ouverture,
    Paysage,
    Source,
    Titre,
)
from etabli.socle.document.couleurs import BLEU
from etabli.socle.document.texte import Enrichi

Gabarit: TypeAlias = Literal["livret", "rapport", "courrier", "note"]
NUMEROTES = ("rapport",)


@dataclass(frozen=True)
class Couverture:
    """Sans image, la couverture est un dessin tiré des couleurs et du titre : jamais une page vide."""

    image: Source = b""
    alternative: str = ""
    credit: str = ""
    surtitre: str = ""
    mentions: Sequence[str] = ()
    dos: Enrichi = ""


@dataclass(frozen=True)
class Arbre:
    titre: str
    date: datetime.date
    blocs: Sequence[Bloc]
    sous_titre: str = ""
    auteur: str = ""
    langue: str = "fr"
    gabarit: Gabarit = "rapport"
    couverture: Couverture | None = None
    sommaire: bool = False
    mentions: str = ""
    couleur: str = BLEU
    numerote: bool | None = None
    marque: str = "République\nFrançaise"
    pied: str = ""
    mots_cles: Sequence[str] = ()

    @property
    def est_numerote(self) -> bool:
        return self.gabarit in NUMEROTES if self.numerote is None else self.numerote

    @property
    def instant(self) -> datetime.datetime:
        """Midi du jour du document : les mêmes faits donnent les mêmes octets."""
        return datetime.datetime(self.date.year, self.date.month, self.date.day, 12, tzinfo=datetime.UTC)

    @property
    def marque_de_l_etat(self) -> str:
        return self.marque if getattr(settings, "MARQUE_DE_L_ETAT", True) else ""


def enfants(bloc: Bloc) -> Iterator[Bloc]:
    """Les blocs qu'un bloc contient, dans l'ordre de lecture."""
    suites: list[Any] = []
    match bloc:
        case Encadre() | Paysage():
            suites = [bloc.blocs]
        case Fiche():
            suites = [*(valeur for _, valeur in bloc.champs), bloc.blocs]
        case Definitions():
            suites = [valeur for _, valeur in bloc.entrees]
        case Liste():
            suites = list(bloc.elements)
        case Colonnes():
            suites = [bloc.gauche, bloc.droite]
        case Ouverture():
            suites = [bloc.paroles]
    for suite in suites:
        if sont_des_blocs(suite):
            yield from suite


def sont_des_blocs(valeur: Any) -> bool:
    """Distingue une suite de blocs d'un texte enrichi, qui est aussi une suite."""
    return isinstance(valeur, list | tuple) and bool(valeur) and isinstance(valeur[0], Bloc)


def parcourir(blocs: Sequence[Bloc]) -> Iterator[Bloc]:
    for bloc in blocs:
        yield bloc
        yield from parcourir(tuple(enfants(bloc)))


def sources(arbre: Arbre) -> Iterator[Source]:
    """Toutes les images du document, couverture comprise."""
    if arbre.couverture and arbre.couverture.image:
        yield arbre.couverture.image
    for bloc in parcourir(arbre.blocs):
        match bloc:
            case Figure():
                yield bloc.image
            case Mosaique():
                yield from (figure.image for figure in bloc.figures)
            case Ouverture() if bloc.image:
                yield bloc.image


def niveaux_continus(blocs: Sequence[Bloc]) -> tuple[Bloc, ...]:
    """Un titre ne saute jamais un niveau (PDF/UA, RGAA 9.1), quoi qu'ait écrit la rédaction."""
    return tuple(_suivre(blocs, [0]))


def _suivre(blocs: Sequence[Bloc], courant: list[int]) -> Iterator[Bloc]:
    for bloc in blocs:
        if isinstance(bloc, Titre | Fiche | Ouverture):
            courant[0] = max(1, min(bloc.niveau, courant[0] + 1, 6))
            bloc = replace(bloc, niveau=courant[0])
        match bloc:
            case Encadre() | Paysage():
                yield replace(bloc, blocs=tuple(_suivre(bloc.blocs, courant)))
            case Fiche():
                champs = tuple((c, _valeur(v, courant)) for c, v in bloc.champs)
                yield replace(bloc, champs=champs, blocs=tuple(_suivre(bloc.blocs, courant)))
            case Colonnes():
                gauche = tuple(_suivre(bloc.gauche, courant))
                yield replace(bloc, gauche=gauche, droite=tuple(_suivre(bloc.droite, courant)))
            case _:
                yield bloc


def _valeur(valeur: Any, courant: list[int]) -> Any:
    return tuple(_suivre(valeur, courant)) if sont_des_blocs(valeur) else valeur
