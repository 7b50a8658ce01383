"""Poser des noms sur une carte sans qu'ils se recouvrent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Boite = tuple[float, float, float, float]  # x, y, largeur, hauteur
LARGEUR_D_UN_SIGNE = 0.56  # part du corps : moyenne mesurée de Marianne et d'Arial


@dataclass(frozen=True)
class Etiquette:
    nom: str
    x: float
    y: float
    rayon: float
    taille: float
    est_forte: bool
    ancre: Literal["start", "middle", "end"] = "start"
    x_du_texte: float = 0.0
    y_du_texte: float = 0.0

    @property
    def largeur(self) -> float:
        return len(self.nom) * self.taille * LARGEUR_D_UN_SIGNE * (1.06 if self.est_forte else 1.0)

    def boite(self) -> Boite:
        gauche = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.ancre] * self.largeur
        return (
            self.x_du_texte - gauche,
            self.y_du_texte - self.taille * 0.85,
            self.largeur,
            self.taille * 1.1,
        )

    def placements(self) -> "list[Etiquette]":
        """À droite d'abord, comme on lit ; puis à gauche, au-dessus, au-dessous."""
        ecart, milieu = self.rayon + 4, self.y + self.taille * 0.35
        return [
            replace(self, ancre="start", x_du_texte=self.x + ecart, y_du_texte=milieu),
            replace(self, ancre="end", x_du_texte=self.x - ecart, y_du_texte=milieu),
            replace(self, ancre="middle", x_du_texte=self.x, y_du_texte=self.y - ecart),
            replace(self, ancre="middle", x_du_texte=self.x, y_du_texte=self.y + ecart + self.taille * 0.75),
        ]


def disposer(
    etiquettes: Sequence[Etiquette], largeur: float, hauteur: float, *, reserves: Sequence[Boite] = ()
) -> list[Etiquette]:
    """Les plus importantes d'abord ; celle qui ne trouve aucune place libre n'est pas écrite."""
    occupees = list(reserves)
    posees = []
    # Un nom ne recouvre pas non plus le rond d'une autre commune.
    ronds = [(e.x - e.rayon, e.y - e.rayon, 2 * e.rayon, 2 * e.rayon) for e in etiquettes]
    for rang, etiquette in enumerate(etiquettes):
        autres = [rond for i, rond in enumerate(ronds) if i != rang]
        for placee in etiquette.placements():
            boite = placee.boite()
            if tient(boite, largeur, hauteur) and not any(
                se_touchent(boite, b) for b in (*occupees, *autres)
            ):
                occupees.append(boite)
                posees.append(placee)
                break
    return posees


def tient(boite: Boite, largeur: float, hauteur: float) -> bool:
    x, y, l_, h = boite
    return x >= 4 and y >= 4 and x + l_ <= largeur - 4 and y + h <= hauteur - 4


def se_touchent(a: Boite, b: Boite) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
