"""Un petit écrivain de SVG : des attributs de présentation seulement, car la CSP refuse les styles.

Le texte prend la couleur de la page (`currentColor`) : lisible sur fond clair, sur fond sombre et sur papier.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from etabli.socle.graphiques.mesures import largeur

LARGEUR = 600.0
CORPS = 14.0
INTERLIGNE = 1.2
POLICES = "Marianne, Arial, sans-serif"

# Les teintes du DSFR, assombries juste assez pour porter du blanc (4,6) et se voir sur fond sombre (3,9).
TEINTES = (
    "#6464e7",
    "#00864c",
    "#b05d39",
    "#a558a0",
    "#3d76b9",
    "#8f701f",
    "#008189",
    "#b95743",
    "#518127",
    "#747474",
)
GRIS = "#747474"


def teinte(rang: int) -> str:
    return TEINTES[rang % len(TEINTES)]


def n(valeur: float) -> str:
    """Un nombre en deux décimales au plus, sans zéro inutile : des octets stables d'une machine à l'autre."""
    return f"{round(valeur, 2) + 0:.2f}".rstrip("0").rstrip(".")


@dataclass
class Dessin:
    hauteur: float
    largeur: float = LARGEUR
    elements: list[str] = field(default_factory=list)

    def ajouter(self, balise: str, **attributs: float | str) -> None:
        self.elements.append(f"<{balise}{_attributs(attributs)}/>")

    def rectangle(self, x: float, y: float, l: float, h: float, encre: str, **plus: float | str) -> None:  # noqa: E741
        self.ajouter("rect", x=x, y=y, width=max(l, 0), height=max(h, 0), fill=encre, **plus)

    def ligne(self, x1: float, y1: float, x2: float, y2: float, **plus: float | str) -> None:
        self.ajouter("line", **{"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": "currentColor", **plus})

    def repere(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Une ligne de fond, discrète."""
        self.ligne(x1, y1, x2, y2, stroke_opacity=0.18)

    def chemin(self, d: str, **plus: float | str) -> None:
        self.ajouter("path", d=d, **plus)

    def texte(
        self,
        x: float,
        y: float,
        contenu: str | Sequence[str],
        *,
        ancre: str = "start",
        corps: float = CORPS,
        gras: bool = False,
        encre: str = "currentColor",
    ) -> None:
        """Une ligne, ou plusieurs dont la première est posée en `y`."""
        lignes = [contenu] if isinstance(contenu, str) else contenu
        commun: dict[str, float | str] = {"x": x, "fill": encre, "text_anchor": ancre, "font_size": corps}
        if gras:
            commun["font_weight"] = 700
        for rang, ligne in enumerate(lignes):
            place = _attributs({**commun, "y": y + rang * corps * INTERLIGNE})
            self.elements.append(f"<text{place}>{escape(ligne)}</text>")

    def svg(self, titre: str, description: str) -> str:
        corps, large, haut = "".join(self.elements), n(self.largeur), n(self.hauteur)
        cle = hashlib.sha256(f"{titre}{description}{corps}".encode()).hexdigest()[:10]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="graphique" viewBox="0 0 {large} {haut}" '
            f'width="{large}" height="{haut}" font-family="{POLICES}" role="img" '
            f'aria-labelledby="t-{cle} d-{cle}"><title id="t-{cle}">{escape(titre)}</title>'
            f'<desc id="d-{cle}">{escape(description)}</desc>{corps}</svg>'
        )


def _attributs(attributs: dict[str, float | str]) -> str:
    return "".join(
        f' {cle.replace("_", "-")}="{n(v) if isinstance(v, float | int) else escape(v)}"'
        for cle, v in attributs.items()
    )


def legende(dessin: Dessin, entrees: Sequence[tuple[str, str]], y: float, x: float = 0) -> float:
    """Des pastilles et leurs noms, à la ligne quand il le faut ; rend le bas de la légende."""
    depart = x
    for encre, nom in entrees:
        place = 24 + largeur(nom, 13)
        if x > depart and x + place > dessin.largeur:
            x, y = depart, y + 22
        dessin.rectangle(x, y - 10, 12, 12, encre)
        dessin.texte(x + 18, y, nom, corps=13)
        x += place + 14
    return y + 10
