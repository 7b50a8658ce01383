"""Des flux : d'où vient chaque chose et ce qu'elle devient (diagramme alluvial)."""

import math
from collections import defaultdict
from collections.abc import Sequence

from etabli.socle.graphiques.dessin import LARGEUR, Dessin, n, teinte
from etabli.socle.graphiques.mesures import couper, largeur, nombre
from etabli.socle.graphiques.modele import Graphique

NOEUD, ECART = 12.0, 16.0


def flux(
    titre: str,
    liens: Sequence[tuple[str, str, float]],
    *,
    colonnes: Sequence[str] = (),
    unite: str = "",
    description: str = "",
) -> Graphique:
    """`liens` : (source, cible, quantité) ; une cible qui est aussi source fait une colonne de plus."""
    liens = [lien for lien in liens if lien[2] > 0]
    rangs = _rangs(liens)
    etages = [
        [nom for nom, r in rangs.items() if r == etage] for etage in range(max(rangs.values(), default=0) + 1)
    ]
    poids = {nom: _poids(nom, liens) for nom in rangs}
    plus_haut = max((math.fsum(poids[nom] for nom in etage) for etage in etages), default=1) or 1
    plus_nombreux = max((len(etage) for etage in etages), default=1)
    corps = max(150.0, 34.0 * plus_nombreux)
    haut = 28.0 if colonnes else 8.0
    dessin = Dessin(haut + corps + ECART * plus_nombreux)
    marges = [
        max((largeur(_nom(m, poids[m], unite), 13) for m in etage), default=0) + 12
        for etage in (etages[0], etages[-1])
    ]
    gauche, droite = (min(marge, 190.0) for marge in marges)
    pas = (LARGEUR - gauche - droite - NOEUD) / max(len(etages) - 1, 1)
    places = _placer(etages, poids, corps / plus_haut, haut, dessin.hauteur)
    _rubans(dessin, liens, rangs, places, corps / plus_haut, gauche, pas)
    for rang, etage in enumerate(etages):
        x = gauche + rang * pas
        if rang < len(colonnes):
            _titre_de_colonne(dessin, colonnes[rang], x, (rang, len(etages)))
        for nom in etage:
            _noeud(
                dessin,
                nom,
                x,
                places[nom],
                poids[nom] * corps / plus_haut,
                (rang, len(etages)),
                _nom(nom, poids[nom], unite),
            )
    dit = description or (
        f"Flux entre {len(etages)} colonnes : {len(liens)} liens, "
        f"{nombre(math.fsum(v for *_, v in liens), unite)} au total. "
        "Tous les liens sont dans le tableau."
    )
    lignes = tuple((source, cible, nombre(valeur, unite)) for source, cible, valeur in liens)
    return Graphique(dessin.svg(titre, dit), titre, dit, ("De", "Vers", "Quantité"), lignes)


def _titre_de_colonne(dessin: Dessin, titre: str, x: float, colonne: tuple[int, int]) -> None:
    """Les titres des bords s'alignent sur les noms qu'ils coiffent."""
    rang, nombre_de_colonnes = colonne
    if rang == 0:
        dessin.texte(0, 16, titre, corps=13, gras=True)
    elif rang == nombre_de_colonnes - 1:
        dessin.texte(LARGEUR, 16, titre, ancre="end", corps=13, gras=True)
    else:
        dessin.texte(x + NOEUD / 2, 16, titre, ancre="middle", corps=13, gras=True)


def _nom(nom: str, poids: float, unite: str) -> str:
    return f"{nom} ({nombre(poids, unite)})"


def _rangs(liens: Sequence[tuple[str, str, float]]) -> dict[str, int]:
    """La colonne d'un nœud : la plus longue route qui y mène ; ce qui s'arrête va tout au bout."""
    rangs = dict.fromkeys((nom for source, cible, _ in liens for nom in (source, cible)), 0)
    for _ in range(len(rangs)):
        stable = True
        for source, cible, _valeur in liens:
            if source != cible and rangs[cible] < rangs[source] + 1 <= len(rangs):
                rangs[cible], stable = rangs[source] + 1, False
        if stable:
            break
    dernier = max(rangs.values(), default=0)
    sources = {source for source, _, _ in liens}
    return {nom: rang if nom in sources else dernier for nom, rang in rangs.items()}


def _poids(nom: str, liens: Sequence[tuple[str, str, float]]) -> float:
    entre = math.fsum(v for _, cible, v in liens if cible == nom)
    return max(entre, math.fsum(v for source, _, v in liens if source == nom))


def _placer(
    etages: Sequence[Sequence[str]], poids: dict[str, float], echelle: float, haut: float, bas: float
) -> dict[str, float]:
    """Chaque colonne est centrée ; ses nœuds gardent l'ordre où les liens les nomment."""
    places = {}
    for etage in etages:
        total = math.fsum(poids[nom] for nom in etage) * echelle + ECART * (len(etage) - 1)
        y = haut + max(0.0, (bas - haut - total) / 2)
        for nom in etage:
            places[nom] = y
            y += poids[nom] * echelle + ECART
    return places


def _rubans(
    dessin: Dessin,
    liens: Sequence[tuple[str, str, float]],
    rangs: dict[str, int],
    places: dict[str, float],
    echelle: float,
    gauche: float,
    pas: float,
) -> None:
    sorties: dict[str, float] = defaultdict(float)
    entrees: dict[str, float] = defaultdict(float)
    couleurs = {nom: rang for rang, nom in enumerate(rangs)}
    for source, cible, valeur in liens:
        x1, x2 = gauche + rangs[source] * pas + NOEUD, gauche + rangs[cible] * pas
        y1, y2, h = places[source] + sorties[source], places[cible] + entrees[cible], valeur * echelle
        sorties[source] += h
        entrees[cible] += h
        m = (x1 + x2) / 2
        dessin.chemin(
            f"M{n(x1)} {n(y1)}C{n(m)} {n(y1)} {n(m)} {n(y2)} {n(x2)} {n(y2)}V{n(y2 + h)}"
            f"C{n(m)} {n(y2 + h)} {n(m)} {n(y1 + h)} {n(x1)} {n(y1 + h)}Z",
            fill=teinte(couleurs[source]),
            fill_opacity=0.4,
        )


def _noeud(
    dessin: Dessin, nom: str, x: float, y: float, hauteur: float, colonne: tuple[int, int], ecrit: str
) -> None:
    rang, nombre_de_colonnes = colonne
    dessin.rectangle(x, y, NOEUD, max(hauteur, 1.5), "currentColor", fill_opacity=0.75)
    a_gauche = rang == 0 and nombre_de_colonnes > 1
    place = x - 8 if a_gauche else x + NOEUD + 8
    lignes = couper(ecrit, 13, 182, 2)
    milieu = y + hauteur / 2 + 5 - (len(lignes) - 1) * 7.8
    dessin.texte(place, milieu, lignes, ancre="end" if a_gauche else "start", corps=13)
