"""Des flux : d'où vient chaque chose et ce qu'elle devient (diagramme alluvial)."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from etabli.socle.graphiques.dessin import INTERLIGNE, LARGEUR, Dessin, n, teinte
from etabli.socle.graphiques.mesures import couper, largeur, nombre
from etabli.socle.graphiques.modele import Graphique

NOEUD, ECART, ECRIT = 12.0, 16.0, 13.0
Lignes: TypeAlias = dict[str, list[str]]


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
    ecrits = {nom: f"{nom} ({nombre(poids[nom], unite)})" for nom in rangs}
    gauche, pas, noms = _mesurer(etages, ecrits)
    plus_haut = max((math.fsum(poids[nom] for nom in etage) for etage in etages), default=1) or 1
    echelle = max(150.0, 34.0 * max((len(etage) for etage in etages), default=1)) / plus_haut
    haut = 28.0 if colonnes else 8.0
    places, bas = _placer(etages, {nom: p * echelle for nom, p in poids.items()}, noms, haut)
    dessin = Dessin(bas + 8)
    _rubans(dessin, liens, rangs, places, echelle, gauche, pas)
    for rang, etage in enumerate(etages):
        colonne, x = (rang, len(etages)), gauche + rang * pas
        if rang < len(colonnes):
            _titre_de_colonne(dessin, colonnes[rang], x, colonne)
        for nom in etage:
            _noeud(dessin, noms[nom], x, places[nom], poids[nom] * echelle, colonne)
    dit = description or (
        f"Flux entre {len(etages)} colonnes : {len(liens)} liens, "
        f"{nombre(math.fsum(v for *_, v in liens), unite)} au total. "
        "Tous les liens sont dans le tableau."
    )
    lignes = tuple((source, cible, nombre(valeur, unite)) for source, cible, valeur in liens)
    return Graphique(dessin.svg(titre, dit), titre, dit, ("De", "Vers", "Quantité"), lignes)


def _mesurer(etages: Sequence[Sequence[str]], ecrits: dict[str, str]) -> tuple[float, float, Lignes]:
    """La marge, le pas des colonnes, et chaque nom coupé à la place que sa colonne lui laisse."""
    bord, au_plus = (190.0, 2) if len(etages) < 3 else (132.0, 4)
    marges = [
        min(max((largeur(ecrits[nom], ECRIT) for nom in etage), default=0) + 12, bord)
        for etage in (etages[0], etages[-1])
    ]
    pas = (LARGEUR - sum(marges) - NOEUD) / max(len(etages) - 1, 1)
    noms: Lignes = {}
    for rang, etage in enumerate(etages):
        au_bord = rang in (0, len(etages) - 1)
        place = (marges[0 if rang == 0 else 1] if au_bord else pas - NOEUD) - 8
        noms |= {nom: couper(ecrits[nom], ECRIT, place, au_plus) for nom in etage}
    return marges[0], pas, noms


def _titre_de_colonne(dessin: Dessin, titre: str, x: float, colonne: tuple[int, int]) -> None:
    """Les titres des bords s'alignent sur les noms qu'ils coiffent."""
    rang, nombre_de_colonnes = colonne
    if rang == 0:
        dessin.texte(0, 16, titre, corps=13, gras=True)
    elif rang == nombre_de_colonnes - 1:
        dessin.texte(LARGEUR, 16, titre, ancre="end", corps=13, gras=True)
    else:
        dessin.texte(x + NOEUD / 2, 16, titre, ancre="middle", corps=13, gras=True)


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
    etages: Sequence[Sequence[str]], hauteurs: dict[str, float], noms: Lignes, haut: float
) -> tuple[dict[str, float], float]:
    """Chaque colonne est centrée, dans l'ordre des liens ; un nœud mince laisse à son nom la place de se lire."""
    places: dict[str, float] = {}
    fins = []
    for etage in etages:
        y = haut
        for nom in etage:
            deborde = (len(noms[nom]) * ECRIT * INTERLIGNE + 5 - hauteurs[nom]) / 2
            marge = max(deborde, ECART / 2)
            places[nom] = y + marge
            y += hauteurs[nom] + 2 * marge
        fins.append(y)
    bas = max(fins, default=haut)
    for etage, fin in zip(etages, fins, strict=True):
        for nom in etage:
            places[nom] += (bas - fin) / 2
    return places, bas


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
    dessin: Dessin, lignes: Sequence[str], x: float, y: float, hauteur: float, colonne: tuple[int, int]
) -> None:
    rang, nombre_de_colonnes = colonne
    dessin.rectangle(x, y, NOEUD, max(hauteur, 1.5), "currentColor", fill_opacity=0.75)
    a_gauche = rang == 0 and nombre_de_colonnes > 1
    place = x - 8 if a_gauche else x + NOEUD + 8
    milieu = y + hauteur / 2 + 5 - (len(lignes) - 1) * ECRIT * INTERLIGNE / 2
    dessin.texte(place, milieu, lignes, ancre="end" if a_gauche else "start", corps=ECRIT)
