"""Ce dont un document est fait. Chaque bloc dit ce qu'il est, jamais à quoi il ressemble."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from etabli.socle.document.couleurs import BLEU
from etabli.socle.document.texte import Enrichi

# Une image est un SVG dessiné par nous (texte) ou un fichier reçu (octets : JPEG, PNG, WebP, GIF, SVG).
Source: TypeAlias = str | bytes


@dataclass(frozen=True)
class Titre:
    niveau: int
    texte: Enrichi
    ancre: str = ""


@dataclass(frozen=True)
class Paragraphe:
    texte: Enrichi


@dataclass(frozen=True)
class Chapo:
    """Le paragraphe d'accroche, sous un titre."""

    texte: Enrichi


@dataclass(frozen=True)
class Liste:
    """Un élément est un texte, ou une suite de blocs (pour une liste dans la liste)."""

    elements: Sequence["Enrichi | Sequence[Bloc]"]
    ordonnee: bool = False


@dataclass(frozen=True)
class Definitions:
    """Des termes et ce qu'on en dit : glossaire, carte d'identité, contacts."""

    entrees: Sequence[tuple[Enrichi, "Enrichi | Sequence[Bloc]"]]


@dataclass(frozen=True)
class Tableau:
    """`alignements` : gauche, centre ou droite (sinon les colonnes de nombres vont à droite) ;
    `largeurs` : des parts (sinon d'après le contenu) ; `total` : la dernière ligne, en gras."""

    entetes: Sequence[Enrichi]
    lignes: Sequence[Sequence[Enrichi]]
    legende: Enrichi = ""
    alignements: Sequence[str] = ()
    largeurs: Sequence[float] = ()
    total: Sequence[Enrichi] = ()
    note: Enrichi = ""


@dataclass(frozen=True)
class Figure:
    """`alternative` décrit l'image à qui ne la voit pas ; vide, c'est la légende ; sans elle, un décor."""

    image: Source
    legende: Enrichi = ""
    alternative: str = ""
    credit: str = ""
    largeur: float = 1.0
    pleine_page: bool = False


@dataclass(frozen=True)
class Mosaique:
    """Plusieurs photos ensemble, deux ou trois par rangée."""

    figures: Sequence[Figure]
    par_rangee: int = 2


@dataclass(frozen=True)
class Citation:
    texte: Enrichi
    source: Enrichi = ""


@dataclass(frozen=True)
class Encadre:
    """`ton` : information, attention, succes, alerte ou neutre."""

    titre: Enrichi
    blocs: Sequence["Bloc"]
    ton: str = "information"


@dataclass(frozen=True)
class ChiffresCles:
    chiffres: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Fiche:
    """Une chose par page : un titre, des champs courts en grille, puis des champs longs."""

    titre: Enrichi
    surtitre: Enrichi = ""
    champs: Sequence[tuple[Enrichi, "Enrichi | Sequence[Bloc]"]] = ()
    blocs: Sequence["Bloc"] = ()
    couleur: str = BLEU
    niveau: int = 2
    ancre: str = ""
    nouvelle_page: bool = True


@dataclass(frozen=True)
class Colonnes:
    """`part` : ce que prend la colonne de gauche."""

    gauche: Sequence["Bloc"]
    droite: Sequence["Bloc"]
    part: float = 0.5


@dataclass(frozen=True)
class Ouverture:
    """La page qui ouvre une partie : un grand titre sur sa couleur, une image ou des paroles si l'on en a."""

    titre: Enrichi
    chapo: Enrichi = ""
    repere: str = ""
    image: Source = b""
    alternative: str = ""
    credit: str = ""
    couleur: str = BLEU
    niveau: int = 1
    ancre: str = ""
    paroles: Sequence["Bloc"] = ()


@dataclass(frozen=True)
class Paysage:
    """Des pages couchées, pour un tableau ou une frise trop larges."""

    blocs: Sequence["Bloc"]


@dataclass(frozen=True)
class SautDePage:
    pass


@dataclass(frozen=True)
class Filet:
    """Une respiration entre deux développements."""


@dataclass(frozen=True)
class Signature:
    nom: str
    qualite: str = ""
    lieu: str = ""
    date: datetime.date | None = None
    mention: str = ""


@dataclass(frozen=True)
class Adresse:
    lignes: Sequence[str]


@dataclass(frozen=True)
class EnTete:
    """Le haut d'une lettre : qui écrit, à qui, d'où, quand, de quoi."""

    emetteur: Sequence[str]
    destinataire: Sequence[str]
    objet: Enrichi
    lieu: str = ""
    date: datetime.date | None = None
    references: Sequence[tuple[str, str]] = ()
    pieces_jointes: Sequence[str] = ()


Bloc: TypeAlias = (
    Titre
    | Paragraphe
    | Chapo
    | Liste
    | Definitions
    | Tableau
    | Figure
    | Mosaique
    | Citation
    | Encadre
    | ChiffresCles
    | Fiche
    | Colonnes
    | Ouverture
    | Paysage
    | SautDePage
    | Filet
    | Signature
    | Adresse
    | EnTete
)
