"""De quoi dessiner un paysage à plat aux teintes du DSFR. Le hasard est semé : il se répète."""

import math
import random
from collections.abc import Callable
from itertools import pairwise

LARGEUR, HAUTEUR = 1600, 1100
PEAUX = ("#f5c9a8", "#e0a67e", "#b97a56", "#8a5a3c")
HABITS = ("#3558a2", "#a94645", "#297254", "#c3992a", "#6e445a", "#006a6f", "#e4794a", "#6a6af4")
CHEVEUX = ("#3a2a20", "#6a6156", "#161616", "#c8aa39", "#dddddd")
BOIS, ENCRE, BLANC = "#755348", "#2f4077", "#ffffff"


class Paysage:
    """Un dessin qui s'écrit du fond vers l'avant."""

    def __init__(self, graine: int) -> None:
        self.des = random.Random(graine)  # noqa: S311 -- un décor, pas un secret
        self.traits: list[str] = []

    def svg(self) -> bytes:
        corps = "".join(self.traits)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {HAUTEUR}" '
            f'width="{LARGEUR}" height="{HAUTEUR}">{corps}</svg>'
        ).encode()

    def chemin(
        self, trace: str, encre: str, *, opacite: float = 1, trait: str = "", epais: float = 0
    ) -> None:
        contour = f' stroke="{trait}" stroke-width="{epais}" stroke-linecap="round"' if trait else ""
        self.traits.append(f'<path d="{trace}" fill="{encre}" fill-opacity="{opacite}"{contour}/>')

    def polygone(self, *points: tuple[float, float], encre: str, opacite: float = 1) -> None:
        self.chemin("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z", encre, opacite=opacite)

    def rectangle(
        self,
        x: float,
        y: float,
        large: float,
        h: float,
        encre: str,
        *,
        rond: float = 0,
        opacite: float = 1,
    ) -> None:
        self.traits.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{large:.1f}" height="{h:.1f}" rx="{rond}" fill="{encre}" '
            f'fill-opacity="{opacite}"/>'
        )

    def rond(
        self, x: float, y: float, rx: float, encre: str, *, ry: float | None = None, opacite: float = 1
    ) -> None:
        self.traits.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{rx if ry is None else ry:.1f}" '
            f'fill="{encre}" fill-opacity="{opacite}"/>'
        )

    def ligne(self, trace: str, encre: str, epais: float, *, opacite: float = 1) -> None:
        self.traits.append(
            f'<path d="{trace}" fill="none" stroke="{encre}" stroke-width="{epais}" stroke-linecap="round" '
            f'stroke-linejoin="round" stroke-opacity="{opacite}"/>'
        )

    # --- le ciel et la terre ---

    def ciel(self, haut: str, bas: str, *, soleil: tuple[float, float, float, str] | None = None) -> None:
        self.traits.append(
            f'<defs><linearGradient id="ciel" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{haut}"/>'
            f'<stop offset="1" stop-color="{bas}"/></linearGradient></defs>'
            f'<rect width="{LARGEUR}" height="{HAUTEUR}" fill="url(#ciel)"/>'
        )
        if soleil:
            x, y, r, encre = soleil
            self.rond(x, y, r * 1.7, encre, opacite=0.25)
            self.rond(x, y, r * 1.3, encre, opacite=0.35)
            self.rond(x, y, r, encre)

    def nuage(self, x: float, y: float, taille: float, encre: str = BLANC, opacite: float = 0.85) -> None:
        for dx, dy, r in ((-1.1, 0.12, 0.5), (-0.4, -0.12, 0.72), (0.4, -0.02, 0.6), (1.05, 0.15, 0.42)):
            self.rond(
                x + dx * taille, y + dy * taille, r * taille, encre, ry=r * taille * 0.62, opacite=opacite
            )

    def oiseaux(self, x: float, y: float, nb: int = 5) -> None:
        for _ in range(nb):
            a, b, t = x + self.des.uniform(-160, 160), y + self.des.uniform(-60, 60), self.des.uniform(9, 17)
            self.ligne(
                f"M{a - t} {b}q{t / 2} {-t * 0.8} {t} 0q{t / 2} {-t * 0.8} {t} 0", ENCRE, 3, opacite=0.7
            )

    def crete(self, y: float, ampleur: float, phase: float) -> Callable[[float], float]:
        def hauteur(x: float) -> float:
            t = x / LARGEUR
            return y + ampleur * (math.sin(t * 3.4 + phase) + 0.4 * math.sin(t * 7.7 + phase * 2.3))

        return hauteur

    def colline(self, crete: Callable[[float], float], encre: str) -> None:
        points = [(x, crete(x)) for x in range(0, LARGEUR + 20, 20)]
        self.polygone((0, HAUTEUR), *points, (LARGEUR, HAUTEUR), encre=encre)

    # --- ce qui pousse ---

    def arbre(self, x: float, y: float, t: float, feuille: str, clair: str) -> None:
        self.rectangle(x - t * 0.06, y - t * 0.55, t * 0.12, t * 0.58, BOIS)
        for dx, dy, r in ((-0.26, -0.72, 0.32), (0.27, -0.7, 0.3), (0, -0.98, 0.36), (0, -0.66, 0.34)):
            self.rond(x + dx * t, y + dy * t, r * t, feuille)
        self.rond(x - 0.1 * t, y - 1.05 * t, 0.2 * t, clair, opacite=0.6)
        self.rond(x - 0.3 * t, y - 0.78 * t, 0.13 * t, clair, opacite=0.5)

    def peuplier(self, x: float, y: float, t: float, feuille: str, clair: str) -> None:
        self.rectangle(x - t * 0.03, y - t * 0.3, t * 0.06, t * 0.3, BOIS)
        self.rond(x, y - t * 0.72, t * 0.16, feuille, ry=t * 0.55)
        self.rond(x - t * 0.04, y - t * 0.8, t * 0.06, clair, ry=t * 0.36, opacite=0.5)

    def haie(
        self, points: list[tuple[float, float]], t: float, feuille: str, clair: str, *, trous: float = 0
    ) -> None:
        """Des buissons serrés le long d'une ligne brisée, un arbre de haut jet de temps en temps."""
        for (x1, y1), (x2, y2) in pairwise(points):
            nb = max(2, int(math.hypot(x2 - x1, y2 - y1) / (t * 0.62)))
            for k in range(nb):
                f = k / nb
                if self.des.random() < trous:
                    continue
                x, y = x1 + (x2 - x1) * f, y1 + (y2 - y1) * f
                r = t * self.des.uniform(0.42, 0.6)
                if self.des.random() < 0.07:
                    self.arbre(x, y, t * self.des.uniform(1.7, 2.3), feuille, clair)
                self.rond(x, y - r * 0.5, r, feuille, ry=r * 0.85)
                self.rond(x - r * 0.25, y - r * 0.8, r * 0.42, clair, opacite=0.5)
