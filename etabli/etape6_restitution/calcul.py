"""Le budget de pages d'un livrable : ce que prend chaque partie, et où couper quand c'est trop."""

from collections.abc import Sequence
from dataclasses import dataclass

PAGES_QUI_SE_RESSERRENT = 2  # en dessous, une partie n'a plus rien à rendre
CONSEILS = 3


@dataclass(frozen=True)
class Poste:
    """`pages` : des pages pleines, car chaque partie commence en haut d'une page.

    `nature` : texte (on peut l'écrire plus court), fiches (une par action), figure (ouvertures, couvertures).
    """

    nom: str
    pages: int
    nature: str = "texte"


@dataclass(frozen=True)
class Budget:
    postes: tuple[Poste, ...]
    minimum: int
    maximum: int

    @property
    def total(self) -> int:
        return sum(p.pages for p in self.postes)

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
    def conseils(self) -> list[str]:
        if self.ecart > 0:
            return self._ou_couper()
        return self._ou_ecrire() if self.ecart < 0 else []

    def _ou_couper(self) -> list[str]:
        """Les plus longues d'abord : c'est là qu'une page se gagne sans rien perdre."""
        longs = sorted(self.postes, key=lambda p: (-p.pages, p.nom))
        conseils = []
        for poste in longs:
            if poste.nature == "fiches" and poste.pages > 1:
                conseils.append(
                    f"« {poste.nom} » prend {poste.pages} pages : réunissez des actions voisines, "
                    "ou gardez les moins avancées pour la feuille de route."
                )
            elif poste.nature == "texte" and poste.pages >= PAGES_QUI_SE_RESSERRENT:
                conseils.append(f"« {poste.nom} » prend {poste.pages} pages : resserrez le texte.")
        return conseils[:CONSEILS]

    def _ou_ecrire(self) -> list[str]:
        courts = [p for p in self.postes if p.nature == "texte" and p.pages <= 1]
        return [f"« {p.nom} » peut être développé." for p in courts[:CONSEILS]]


def budget(postes: Sequence[Poste], fourchette: tuple[int, int]) -> Budget:
    """Lève ValueError si la fourchette est à l'envers."""
    if fourchette[0] > fourchette[1]:
        raise ValueError("La fourchette de pages est à l'envers.")
    return Budget(tuple(postes), *fourchette)


def pages_de(hauteur_mm: float, page_mm: float) -> int:
    """Une partie entamée prend une page entière ; une partie vide n'en prend aucune."""
    return 0 if hauteur_mm <= 0 else max(1, -int(-hauteur_mm // page_mm))
