"""Le budget de pages d'un livrable : ce que prend chaque partie, et où couper quand c'est trop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Protocol

PAGES_QUI_SE_RESSERRENT = 2  # en dessous, une partie n'a plus rien à rendre
CONSEILS = 3


@dataclass(frozen=True)
class Detail:
    """Ce qu'une partie contient : « Les fiches d'action », 14 pages."""

    nom: str
    pages: float


@dataclass(frozen=True)
class Poste:
    """`pages` : pleines dans un livret, où chaque partie commence en haut d'une page ; au dixième ailleurs.

    `nature` : texte (on peut l'écrire plus court), fiches (une par action), figure (le dossier la donne).
    """

    nom: str
    pages: float
    nature: str = "texte"
    cle: str = ""
    pages_max: int | None = None
    est_ecartable: bool = False
    details: tuple[Detail, ...] = ()
    comptees: int | None = None

    @property
    def prises(self) -> float:
        """Comptées dans le dernier PDF quand il est là, estimées sinon."""
        return self.pages if self.comptees is None else self.comptees

    @property
    def exces(self) -> float:
        """Ce qui dépasse du budget que le plan donne à la partie ; zéro quand il est tenu ou absent."""
        return max(0, round(self.prises - self.pages_max, 1)) if self.pages_max else 0


@dataclass(frozen=True)
class Conseil:
    """Où agir : la partie, et la phrase qui dit quoi y faire."""

    cle: str
    nom: str
    texte: str


@dataclass(frozen=True)
class Budget:
    """`comptees` : le total du dernier PDF, quand il y en a un."""

    postes: tuple[Poste, ...]
    minimum: int
    maximum: int
    comptees: int | None = None

    @property
    def estimees(self) -> int:
        return ceil(round(sum(p.pages for p in self.postes), 1))

    @property
    def total(self) -> int:
        return self.estimees if self.comptees is None else self.comptees

    @property
    def ecart(self) -> int:
        """Positif : autant de pages à couper ; négatif : autant à écrire ; zéro : le budget est tenu."""
        if self.total > self.maximum:
            return self.total - self.maximum
        return min(0, self.total - self.minimum)

    @property
    def est_tenu(self) -> bool:
        return self.ecart == 0

    @property
    def depassements(self) -> list[Poste]:
        return [p for p in self.postes if p.exces]

    @property
    def conseils(self) -> list[Conseil]:
        if self.ecart > 0:
            return self._ou_couper()
        return self._ou_ecrire() if self.ecart < 0 else []

    def _ou_couper(self) -> list[Conseil]:
        """Ce qui dépasse son propre budget d'abord, puis le plus long : une page s'y gagne sans rien perdre."""
        longs = sorted(self.postes, key=lambda p: (-p.exces, -p.prises, p.nom))
        conseils = [Conseil(p.cle, p.nom, texte) for p in longs if (texte := _conseil(p))]
        return conseils[:CONSEILS]

    def _ou_ecrire(self) -> list[Conseil]:
        courts = [p for p in self.postes if p.nature == "texte" and p.prises <= 1]
        return [Conseil(p.cle, p.nom, "peut être développé.") for p in courts[:CONSEILS]]


def _conseil(poste: Poste) -> str:
    prend = f"prend {_pages(poste.prises)}"
    if poste.exces:
        prend += f", {_pages(poste.exces)} de plus que son budget"
    if poste.nature == "fiches" and poste.prises > 1:
        return f"{prend} : réunissez des actions voisines, ou gardez les moins avancées pour la feuille de route."
    if poste.nature == "texte" and poste.prises >= PAGES_QUI_SE_RESSERRENT:
        return f"{prend} : resserrez le texte."
    if poste.cle and poste.est_ecartable:
        return f"{prend} : le dossier la donne, elle peut être écartée de ce document."
    return ""


def _pages(nombre: float) -> str:
    return f"{nombre:g}".replace(".", ",") + (" pages" if nombre >= PAGES_QUI_SE_RESSERRENT else " page")


def budget(
    postes: Sequence[Poste], fourchette: tuple[int, int], comptees: Mapping[str, Any] | None = None
) -> Budget:
    """`comptees` : ce que le dernier PDF a compté ; lève ValueError si la fourchette est à l'envers."""
    if fourchette[0] > fourchette[1]:
        raise ValueError("La fourchette de pages est à l'envers.")
    lues = comptees or {}
    par_cle = dict(lues.get("pages", []))
    completes = tuple(replace(p, comptees=par_cle.get(p.cle)) for p in postes)
    return Budget(completes, *fourchette, comptees=lues.get("total"))


def pages_de(hauteur_mm: float, page_mm: float) -> int:
    """Une partie entamée prend une page entière ; une partie vide n'en prend aucune."""
    return 0 if hauteur_mm <= 0 else max(1, -int(-hauteur_mm // page_mm))


class Comparable(Protocol):
    """Une partie du plan, ou sa copie dans un livrable."""

    cle: str
    titre: str
    aide: str
    place: str
    est_obligatoire: bool
    pages_max: int | None


@dataclass(frozen=True)
class Ecart:
    """Ce qui sépare un livrable du plan en vigueur ; les couples sont (clé, titre)."""

    ajoutees: tuple[tuple[str, str], ...] = ()
    retirees: tuple[tuple[str, str], ...] = ()
    reglees: tuple[tuple[str, str], ...] = ()
    est_rangee_autrement: bool = False
    pages: tuple[tuple[int, int] | None, tuple[int, int] | None] | None = None

    def __bool__(self) -> bool:
        return bool(self.ajoutees or self.retirees or self.reglees or self.est_rangee_autrement or self.pages)


def comparer(
    sections: Iterable[Any],
    parties: Iterable[Comparable],
    avant: tuple[int, int] | None = None,
    apres: tuple[int, int] | None = None,
) -> Ecart:
    """`avant` et `apres` : la fourchette de pages. Ce qui est déjà hors plan n'est plus un écart."""
    tenues = {s.cle: s for s in sections if not s.est_hors_plan}
    visees = {p.cle: p for p in parties}
    communes = [cle for cle in visees if cle in tenues]
    return Ecart(
        ajoutees=tuple((cle, p.titre) for cle, p in visees.items() if cle not in tenues),
        retirees=tuple((cle, s.titre) for cle, s in tenues.items() if cle not in visees),
        reglees=tuple(
            (cle, visees[cle].titre) for cle in communes if _reglages(tenues[cle]) != _reglages(visees[cle])
        ),
        est_rangee_autrement=communes != [cle for cle in tenues if cle in visees],
        pages=(avant, apres) if avant != apres else None,
    )


def _reglages(partie: Comparable) -> tuple[object, ...]:
    return partie.titre, partie.aide, partie.place, partie.est_obligatoire, partie.pages_max
