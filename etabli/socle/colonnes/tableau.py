"""Le tableau d'une page : ses en-têtes qui trient, ses rangées."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.http import QueryDict

from etabli.socle.colonnes.colonne import Colonne


@dataclass(frozen=True)
class EnTete:
    colonne: Colonne
    adresse: str
    sens: Literal["", "ascending", "descending"]


@dataclass(frozen=True)
class Cellule:
    colonne: Colonne
    texte: str
    lien: str
    niveau: str
    est_titre: bool


@dataclass
class Tableau:
    """Ce que le composant « tableau » dessine. `parametres` est request.GET : le tri garde les filtres.

    `tri` est celui qui vaut sans rien demander : il se lit aussi dans les en-têtes.
    """

    colonnes: Sequence[Colonne]
    lignes: Iterable[Any]
    legende: str
    vide: str = "Il n'y a encore rien ici."
    parametres: QueryDict | None = None
    legende_visible: bool = True
    tri: str = ""

    @cached_property
    def entetes(self) -> list[EnTete]:
        return [EnTete(c, self._adresse_de_tri(c), self._sens(c)) for c in self.colonnes]

    @cached_property
    def rangees(self) -> list[list[Cellule]]:
        return [
            [self._cellule(colonne, ligne, rang) for rang, colonne in enumerate(self.colonnes)]
            for ligne in self.lignes
        ]

    def _cellule(self, colonne: Colonne, ligne: Any, rang: int) -> Cellule:
        lien = colonne.lien(ligne) if colonne.lien else ""
        niveau = (colonne.niveau(ligne) if colonne.niveau else "info") if colonne.type == "badge" else ""
        return Cellule(colonne, colonne.montrer(ligne), lien, niveau, rang == 0)

    def _sens(self, colonne: Colonne) -> Literal["", "ascending", "descending"]:
        demande = str(self.parametres.get("tri", "")) if self.parametres is not None else ""
        demande = demande or self.tri
        if not colonne.tri or demande.lstrip("-") != colonne.nom:
            return ""
        return "descending" if demande.startswith("-") else "ascending"

    def _adresse_de_tri(self, colonne: Colonne) -> str:
        if not colonne.tri or self.parametres is None:
            return ""
        suite = self.parametres.copy()
        suite["tri"] = f"-{colonne.nom}" if self._sens(colonne) == "ascending" else colonne.nom
        suite.pop("page", None)
        return f"?{suite.urlencode()}"
