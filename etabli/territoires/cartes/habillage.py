"""Ce qui entoure la carte d'un périmètre : le repère, l'échelle, le nord, la légende, les sources."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from etabli.territoires.cartes import svg
from etabli.territoires.cartes.etiquettes import Boite
from etabli.territoires.cartes.fond import (
    Anneau,
    Cadre,
    Projection,
    cadrer,
    departements_au_loin,
    est_en_metropole,
    points_des,
)
from etabli.territoires.cartes.lieux import Lieu, position
from etabli.territoires.models import Commune, Contour

REPERE = 128  # côté du repère national
LONGUEURS_D_ECHELLE = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def reserves(cadre: Cadre) -> list[Boite]:
    """Les coins où rien ne doit s'écrire : le repère, l'échelle, le nord."""
    return [
        (cadre.largeur - REPERE - 12, 0, REPERE + 12, REPERE + 12),
        (0, cadre.hauteur - 48, 220, 48),
        (cadre.largeur - 60, cadre.hauteur - 74, 60, 74),
    ]


def habiller(cadre: Cadre, communes: Sequence[Commune], lieux: Sequence[Lieu]) -> list[str]:
    bord = {"width": cadre.largeur - 1, "height": cadre.hauteur - 1, "fill": "none", "stroke": svg.GRIS}
    return [
        svg.balise("rect", x=0.5, y=0.5, **bord),
        *repere(communes, cadre),
        *echelle(cadre),
        *nord(cadre, communes),
        *legende(lieux, cadre),
    ]


def repere(communes: Sequence[Commune], cadre: Cadre) -> list[str]:
    """Où cela se trouve : les départements concernés dans la métropole, ou l'île entière."""
    codes = frozenset(c.departement_id for c in communes)
    en_metropole = all(est_en_metropole(code) for code in codes)
    montres = [c for c in departements_au_loin() if est_en_metropole(c)] if en_metropole else sorted(codes)
    montres = [c for c in montres if c in departements_au_loin()]
    if not montres:
        return []
    x, y = cadre.largeur - REPERE - 6, 6.0
    return [
        svg.balise("rect", x=x, y=y, width=REPERE, height=REPERE, fill=svg.BLANC, stroke=svg.GRIS),
        *(
            svg.balise("path", d=d, fill=svg.BLEUS[2] if code in codes else "#dddddd")
            for code, d in silhouettes(tuple(montres), cadre.projeter, x, y)
        ),
    ]


@lru_cache(maxsize=32)
def silhouettes(codes: tuple[str, ...], projeter: Projection, x: float, y: float) -> list[tuple[str, str]]:
    """Ne dépend que d'un fichier livré : la France du repère n'est dessinée qu'une fois."""
    petit = cadrer(points_des(codes), projeter, x + 5, y + 5, REPERE - 10, REPERE - 10)
    au_loin = departements_au_loin()
    return [(c, svg.chemin(petit.placer_les(grands_anneaux(au_loin[c][1])))) for c in codes]


def grands_anneaux(anneaux: Sequence[Anneau]) -> list[Anneau]:
    """À la taille du repère, une île de quelques points ne se voit pas, sauf s'il n'y a qu'elles."""
    return [a for a in anneaux if len(a) > 12] or list(anneaux)


def echelle(cadre: Cadre) -> list[str]:
    """Une barre d'une longueur ronde, lisible d'un coup d'œil."""
    disponibles = [km for km in LONGUEURS_D_ECHELLE if km * 1000 * cadre.echelle <= 180] or [1]
    longueur = disponibles[-1] * 1000 * cadre.echelle
    x, y = 16, cadre.hauteur - 18
    trait = f"M{x} {y - 6}V{y}H{x + longueur:.1f}V{y - 6}"
    return [
        svg.balise(
            "rect", x=x - 8, y=y - 26, width=longueur + 16, height=34, fill=svg.BLANC, fill_opacity="0.85"
        ),
        svg.balise("path", d=trait, fill="none", stroke=svg.NOIR, stroke_width=1.6),
        svg.texte(f"{disponibles[-1]}\u00a0km", x + longueur / 2, y - 8, text_anchor="middle", fill=svg.NOIR),
    ]


def nord(cadre: Cadre, communes: Sequence[Commune]) -> list[str]:
    """La flèche suit la vraie direction du nord : en Lambert-93 elle s'incline loin du méridien 3° est."""
    lon, lat = position(communes[0])
    (x1, y1), (x2, y2) = cadre.placer(lon, lat), cadre.placer(lon, lat + 0.05)
    angle = math.degrees(math.atan2(x2 - x1, y1 - y2))
    x, y = cadre.largeur - 30, cadre.hauteur - 30
    return [
        svg.balise(
            "g",
            svg.balise("path", d="M0 -20L6 6L0 1L-6 6Z", fill=svg.NOIR),
            svg.texte("N", 0, -25, taille=13, text_anchor="middle", font_weight="bold", fill=svg.NOIR),
            transform=f"translate({x} {y}) rotate({angle:.1f})",
        )
    ]


def legende(lieux: Sequence[Lieu], cadre: Cadre) -> list[str]:
    """Sous la carte : ce que veulent dire les ronds pleins et les ronds creux."""
    y = cadre.hauteur + 24
    signes = [(svg.BLEU, svg.BLANC, "commune concernée, selon sa population")]
    if any(p.est_dedans and p.est_approche for p in lieux):
        signes.append((svg.BLANC, svg.BLEU, "position approchée"))
    if any(not p.est_dedans for p in lieux):
        signes.append((svg.GRIS, svg.BLANC, "autre commune"))
    dessin, x = [], 10.0
    for remplissage, trait, phrase in signes:
        dessin.append(
            svg.balise("circle", cx=x, cy=y - 5, r=6, fill=remplissage, stroke=trait, stroke_width=1.6)
        )
        dessin.append(svg.texte(phrase, x + 13, y, taille=14))
        x += 36 + 7.6 * len(phrase)
    return dessin


def sources(millesime: int, contours: Iterable[Contour], cadre: Cadre) -> list[str]:
    """Ce que les licences demandent de citer."""
    citees = [f"code officiel géographique {millesime} (Insee)", "lieux : GeoNames (CC BY 4.0)"]
    importees = sorted({f"{c.source} {c.millesime}" for c in contours})
    citees.append(f"contours : {', '.join(importees)}" if importees else "côtes et limites : Natural Earth")
    return [svg.texte(f"Sources : {' ; '.join(citees)}.", 2, cadre.hauteur + 48, taille=12)]
