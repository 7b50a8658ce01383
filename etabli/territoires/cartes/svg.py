"""Écrire du SVG : des balises, des couleurs, du texte échappé ; jamais d'attribut `style`."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise

# Bleu France du DSFR, du plus clair au plus foncé ; la clarté seule suffit à ordonner les classes.
BLEUS = ("#e3e3fd", "#b1b1f9", "#6a6af4", "#313178")
NOIR, TERRE = "#161616", "#f6f6f6"
BLEU, ROUGE, GRIS, GRIS_CLAIR, BLANC = "#000091", "#c9191e", "#929292", "#eeeeee", "#ffffff"
POLICE = "Marianne, Arial, sans-serif"


@dataclass(frozen=True)
class Point:
    """Un lieu à montrer ; avec un lien, il devient cliquable."""

    lon: float
    lat: float
    libelle: str
    lien: str = ""


def balise(nom: str, *contenu: str, **attributs: object) -> str:
    """`stroke_width=2` devient `stroke-width="2"` ; un attribut à None n'est pas écrit."""
    ecrits = "".join(
        f' {cle.rstrip("_").replace("_", "-")}="{escape(valeur_de(valeur))}"'
        for cle, valeur in attributs.items()
        if valeur is not None
    )
    dedans = "".join(contenu)
    return f"<{nom}{ecrits}>{dedans}</{nom}>" if dedans else f"<{nom}{ecrits}/>"


def valeur_de(valeur: object) -> str:
    return f"{valeur:.1f}".removesuffix(".0") if isinstance(valeur, float) else str(valeur)


def texte(contenu: str, x: float, y: float, *, taille: float = 13, **attributs: object) -> str:
    attributs.setdefault("fill", "currentColor")
    return balise("text", escape(contenu), x=x, y=y, font_size=taille, font_family=POLICE, **attributs)


def image(
    contenu: Iterable[str], *, largeur: int, hauteur: int, titre: str, description: str, liens: bool = False
) -> str:
    """Le document entier ; s'il contient des liens, les aides techniques doivent pouvoir y entrer."""
    cle = identifiant(titre, description)
    return balise(
        "svg",
        balise("title", escape(titre), id=f"titre-{cle}"),
        balise("desc", escape(description), id=f"description-{cle}"),
        *contenu,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {largeur} {hauteur}",
        role="group" if liens else "img",
        aria_labelledby=f"titre-{cle} description-{cle}",
        class_="etabli-carte",
    )


def identifiant(*parties: str) -> str:
    """Deux cartes d'une même page n'ont pas les mêmes identifiants ; la même carte garde les siens."""
    return hashlib.sha256("\x00".join(parties).encode()).hexdigest()[:8]


def chemin(anneaux: Iterable[Iterable[tuple[float, float]]]) -> str:
    """Le tracé au dixième, chaque pas compté depuis le précédent : court, et les voisins se touchent."""
    morceaux = []
    for anneau in anneaux:
        points: list[tuple[int, int]] = []
        for x, y in anneau:
            point = (round(x * 10), round(y * 10))
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 3:
            pas = (f"{dixiemes(b[0] - a[0])} {dixiemes(b[1] - a[1])}" for a, b in pairwise(points[:-1]))
            depart = f"{dixiemes(points[0][0])} {dixiemes(points[0][1])}"
            morceaux.append(f"M{depart}l{' '.join(pas)}z")
    return "".join(morceaux)


def dixiemes(entier: int) -> str:
    """12 → 1.2, -3 → -.3, 40 → 4."""
    return (
        f"{entier / 10:.1f}".removesuffix(".0").replace("0.", ".", 1)
        if abs(entier) < 10
        else f"{entier / 10:g}"
    )
