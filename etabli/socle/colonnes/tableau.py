"""Le tableau d'une page : ses en-têtes qui trient, ses rangées."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

from django.http import QueryDict
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from etabli.socle.colonnes.colonne import Colonne
from etabli.socle.templatetags.dsfr_composants import composant


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

    @property
    def balise(self) -> SafeString:
        """La balise, écrite ici : une page en a des centaines, un gabarit par cellule y passait le quart du temps."""
        classe = f"{self.colonne.classe}{' etabli-tableau__titre' if self.est_titre else ''}".strip()
        attribut = f' class="{classe}"' if classe else ""
        titre = escape(self.colonne.titre)
        return mark_safe(f'<td{attribut} data-titre="{titre}">{self._contenu()}</td>')  # noqa: S308 -- tout y est échappé

    def _contenu(self) -> str:
        texte = conditional_escape(self.texte)
        if self.lien:
            return f'<a href="{escape(self.lien)}">{texte}</a>'
        if self.niveau and self.texte:
            return badge(self.texte, self.niveau)
        return texte or "–"


@lru_cache(maxsize=512)
def badge(libelle: str, niveau: str) -> SafeString:
    """Le même mot sur cent lignes ne se dessine qu'une fois."""
    return composant("badge", libelle=libelle, niveau=niveau)


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
