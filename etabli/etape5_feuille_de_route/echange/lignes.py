"""Ce que l'on tire d'un tableau rapporté : des lignes, des écarts, des erreurs à leur case."""

from dataclasses import dataclass, field
from typing import Any

from etabli.etape5_feuille_de_route.models import Action


@dataclass(frozen=True)
class Erreur:
    """`case` se nomme comme dans le tableur : « F12 »."""

    rang: int
    colonne: str
    case: str
    valeur: str
    phrase: str


@dataclass(frozen=True)
class Ecart:
    champ: str
    avant: str
    apres: str


@dataclass
class LigneLue:
    """Une ligne comprise : ce qu'elle écrirait. `action` est celle qu'elle change, ou rien si elle en crée une."""

    rang: int
    numero: int | None
    action: Action | None
    champs: dict[str, Any] = field(default_factory=dict)
    axe: str = ""
    objectif: str | None = None
    depend_de: list[int] | None = None
    financements: list[dict[str, Any]] | None = None
    etapes: list[dict[str, Any]] | None = None
    ecarts: list[Ecart] = field(default_factory=list)

    @property
    def titre(self) -> str:
        return str(self.champs.get("titre") or (self.action.titre if self.action else ""))


def lettre(rang: int) -> str:
    """La colonne comme un tableur la nomme : 0 est A, 26 est AA."""
    lettres, rang = "", rang + 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
