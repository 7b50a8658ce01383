"""Un nuage de points : croiser deux notes, par exemple ce que cela change et ce que cela demande."""

from collections.abc import Sequence
from dataclasses import dataclass

from etabli.socle.graphiques.dessin import LARGEUR, Dessin, legende, teinte
from etabli.socle.graphiques.mesures import couper, graduations, nombre
from etabli.socle.graphiques.modele import Graphique

GAUCHE, HAUT, COTE = 46.0, 14.0, 320.0
MARGE = 14.0  # un point posé sur une borne reste dans le cadre


@dataclass(frozen=True)
class PointNote:
    libelle: str
    x: float
    y: float
    groupe: str = ""


@dataclass(frozen=True)
class Axe:
    nom: str
    minimum: float = 0
    maximum: float | None = None


def nuage_de_points(
    titre: str,
    points: Sequence[PointNote],
    axe_x: Axe,
    axe_y: Axe,
    *,
    quadrants: tuple[str, str, str, str] = ("", "", "", ""),
    description: str = "",
) -> Graphique:
    """Chaque point porte un numéro, leur liste est à côté ; `quadrants` : en haut puis en bas."""
    bornes_x, bornes_y = (
        _bornes(axe, v) for axe, v in ((axe_x, [p.x for p in points]), (axe_y, [p.y for p in points]))
    )
    groupes = list(dict.fromkeys(p.groupe for p in points))
    colonne = GAUCHE + COTE + 22
    noms = [couper(f"{rang}. {p.libelle}", 12.5, LARGEUR - colonne, 2) for rang, p in enumerate(points, 1)]
    liste = sum(15.5 * len(lignes) + 5 for lignes in noms)
    dessin = Dessin(max(HAUT + COTE + 44, liste + 20))
    _cadre(dessin, axe_x, axe_y, quadrants, (bornes_x, bornes_y))
    y_liste = HAUT + 12
    for rang, (point, lignes) in enumerate(zip(points, noms, strict=True), 1):
        cx = GAUCHE + MARGE + (COTE - 2 * MARGE) * _part(point.x, bornes_x)
        cy = HAUT + MARGE + (COTE - 2 * MARGE) * (1 - _part(point.y, bornes_y))
        cx, cy = _ecarter(cx, cy, points[: rang - 1], point)
        encre = teinte(groupes.index(point.groupe))
        dessin.ajouter("circle", cx=cx, cy=cy, r=10.5, fill=encre, stroke="#ffffff", stroke_width=1)
        dessin.texte(cx, cy + 4, str(rang), ancre="middle", corps=11.5, gras=True, encre="#ffffff")
        dessin.texte(colonne, y_liste, lignes, corps=12.5)
        y_liste += 15.5 * len(lignes) + 5
    if len(groupes) > 1:
        dessin.hauteur = legende(
            dessin, [(teinte(r), g or "Autre") for r, g in enumerate(groupes)], dessin.hauteur + 12
        )
    dit = description or (
        f"Nuage de {len(points)} points, {axe_x.nom} en abscisse, {axe_y.nom} en ordonnée. "
        "Toutes les valeurs sont dans le tableau."
    )
    lignes_du_tableau = tuple((p.libelle, nombre(p.x), nombre(p.y), p.groupe) for p in points)
    return Graphique(
        dessin.svg(titre, dit), titre, dit, ("Objet", axe_x.nom, axe_y.nom, "Groupe"), lignes_du_tableau
    )


def _bornes(axe: Axe, valeurs: Sequence[float]) -> tuple[float, float]:
    haut = axe.maximum if axe.maximum is not None else graduations(max([axe.minimum + 1, *valeurs]))[-1]
    return axe.minimum, max(haut, axe.minimum + 1e-6)


def _part(valeur: float, bornes: tuple[float, float]) -> float:
    return min(max((valeur - bornes[0]) / (bornes[1] - bornes[0]), 0), 1)


def _ecarter(cx: float, cy: float, precedents: Sequence[PointNote], point: PointNote) -> tuple[float, float]:
    """Des points de mêmes notes se rangent côte à côte plutôt que l'un sur l'autre."""
    jumeaux = sum(1 for p in precedents if (p.x, p.y) == (point.x, point.y))
    sens = -1 if cx > GAUCHE + COTE / 2 else 1
    return cx + sens * 22 * (jumeaux % 6), cy + (22 * (jumeaux // 6))


def _cadre(
    dessin: Dessin,
    axe_x: Axe,
    axe_y: Axe,
    quadrants: tuple[str, str, str, str],
    bornes: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    droite, bas = GAUCHE + COTE, HAUT + COTE
    dessin.rectangle(GAUCHE, HAUT, COTE, COTE, "none", stroke="currentColor", stroke_opacity=0.4)
    if any(quadrants):
        dessin.repere(GAUCHE + COTE / 2, HAUT, GAUCHE + COTE / 2, bas)
        dessin.repere(GAUCHE, HAUT + COTE / 2, droite, HAUT + COTE / 2)
    places = (
        (GAUCHE + 7, HAUT + 17, "start"),
        (droite - 7, HAUT + 17, "end"),
        (GAUCHE + 7, bas - 8, "start"),
        (droite - 7, bas - 8, "end"),
    )
    for nom, (x, y, ancre) in zip(quadrants, places, strict=True):
        dessin.texte(x, y, nom, ancre=ancre, corps=12, gras=True)
    for valeur, x in ((bornes[0][0], GAUCHE), (bornes[0][1], droite)):
        dessin.texte(x, bas + 18, nombre(valeur), ancre="middle", corps=12)
    for valeur, y in ((bornes[1][0], bas), (bornes[1][1], HAUT)):
        dessin.texte(GAUCHE - 8, y + 4, nombre(valeur), ancre="end", corps=12)
    dessin.texte(GAUCHE + COTE / 2, bas + 36, f"{axe_x.nom} →", ancre="middle", corps=13)
    dessin.elements.append(f'<g transform="rotate(-90 16 {HAUT + COTE / 2:g})">')
    dessin.texte(16, HAUT + COTE / 2, f"{axe_y.nom} →", ancre="middle", corps=13)
    dessin.elements.append("</g>")
