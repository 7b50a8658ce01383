"""Des barres : comparer des quantités ; empilées : voir aussi de quoi elles sont faites."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from etabli.socle.graphiques.dessin import CORPS, INTERLIGNE, LARGEUR, Dessin, legende, teinte
from etabli.socle.graphiques.mesures import couper, graduations, largeur, nombre, parts
from etabli.socle.graphiques.modele import Graphique, resume

HAUTEUR_DE_BARRE = 22.0
BLANC = "#ffffff"


def barres(
    titre: str,
    donnees: Sequence[tuple[str, float]],
    *,
    unite: str = "",
    description: str = "",
    en_tete: str = "",
    accent: Collection[str] = (),
) -> Graphique:
    """Une barre couchée par valeur, son nombre au bout ; `accent` : les seules que l'on colore."""
    marge = _marge(nom for nom, _ in donnees)
    noms = [couper(nom, CORPS, marge - 16, 3) for nom, _ in donnees]
    hauteurs = [max(HAUTEUR_DE_BARRE + 12, len(lignes) * CORPS * INTERLIGNE + 12) for lignes in noms]
    dessin = Dessin(sum(hauteurs) + 8)
    bas, haut = min([0.0, *(v for _, v in donnees)]), max([0.0, *(v for _, v in donnees)])
    ecrits = [nombre(valeur, unite) for _, valeur in donnees]
    place = LARGEUR - marge - max([largeur(e, CORPS) for e in ecrits], default=0) - 14
    echelle = place / ((haut - bas) or 1)
    zero, y = marge - bas * echelle, 4.0
    for (nom, valeur), lignes, hauteur, ecrit in zip(donnees, noms, hauteurs, ecrits, strict=True):
        milieu = y + hauteur / 2
        _etiquette(dessin, marge - 12, milieu, lignes)
        long = abs(valeur) * echelle
        encre = teinte(0) if not accent or nom in accent else teinte(9)
        dessin.rectangle(
            min(zero, zero + valeur * echelle), milieu - HAUTEUR_DE_BARRE / 2, long, HAUTEUR_DE_BARRE, encre
        )
        dessin.texte(max(zero, zero + valeur * echelle) + 7, milieu + 5, ecrit, gras=True)
        y += hauteur
    dessin.ligne(zero, 2, zero, y + 2, stroke_opacity=0.5)
    dit = description or resume("Diagramme en barres", donnees, lambda v: nombre(v, unite))
    lignes_du_tableau = tuple((nom, ecrit) for (nom, _), ecrit in zip(donnees, ecrits, strict=True))
    return Graphique(
        dessin.svg(titre, dit), titre, dit, (en_tete or "Catégorie", "Valeur"), lignes_du_tableau
    )


def _marge(noms: Iterable[str]) -> float:
    """La colonne des noms : assez large pour le plus long, jamais plus du tiers."""
    return min(max([60.0, *(largeur(nom, CORPS) + 20 for nom in noms)]), LARGEUR * 0.36)


def _etiquette(dessin: Dessin, x: float, milieu: float, lignes: Sequence[str]) -> None:
    haut = milieu + 5 - (len(lignes) - 1) * CORPS * INTERLIGNE / 2
    dessin.texte(x, haut, lignes, ancre="end")


def barres_empilees(
    titre: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    unite: str = "",
    description: str = "",
    en_tete: str = "",
    en_parts: bool = False,
) -> Graphique:
    """Une barre par catégorie, un segment par série ; `en_parts` : toutes vont à 100 %."""
    totaux = [math.fsum(valeurs[rang] for valeurs in series.values()) for rang in range(len(categories))]
    marge = _marge(categories)
    dessin = Dessin(0)
    y = legende(dessin, [(teinte(rang), nom) for rang, nom in enumerate(series)], 14) + 8
    fin = largeur(nombre(max(totaux, default=0), unite), CORPS) + 12
    place = LARGEUR - marge - (44 if en_parts else fin)
    for rang, nom in enumerate(categories):
        lignes = couper(nom, CORPS, marge - 16, 3)
        hauteur = max(HAUTEUR_DE_BARRE + 14, len(lignes) * CORPS * INTERLIGNE + 12)
        _etiquette(dessin, marge - 12, y + hauteur / 2, lignes)
        valeurs = [serie[rang] for serie in series.values()]
        grandeur = totaux[rang] if en_parts else max(totaux, default=0)
        x = _segments(dessin, valeurs, marge, y + hauteur / 2, place / (grandeur or 1), en_parts)
        if not en_parts:
            dessin.texte(x + 7, y + hauteur / 2 + 5, nombre(totaux[rang], unite), gras=True)
        y += hauteur
    dessin.hauteur = y + 4
    dit = description or resume(
        "Diagramme en barres empilées, totaux",
        list(zip(categories, totaux, strict=True)),
        lambda v: nombre(v, unite),
    )
    lignes_du_tableau = tuple(
        (nom, *(nombre(serie[rang], unite) for serie in series.values()), nombre(totaux[rang], unite))
        for rang, nom in enumerate(categories)
    )
    return Graphique(
        dessin.svg(titre, dit), titre, dit, (en_tete or "Catégorie", *series, "Total"), lignes_du_tableau
    )


def _segments(
    dessin: Dessin, valeurs: Sequence[float], x: float, milieu: float, echelle: float, en_parts: bool
) -> float:
    ecrits = [nombre(p, "%") for p in parts(valeurs)] if en_parts else [nombre(v) for v in valeurs]
    for rang, (valeur, ecrit) in enumerate(zip(valeurs, ecrits, strict=True)):
        long = max(valeur, 0) * echelle
        if long <= 0:
            continue
        dessin.rectangle(
            x, milieu - HAUTEUR_DE_BARRE / 2, max(long - 1.5, 0.5), HAUTEUR_DE_BARRE, teinte(rang)
        )
        if largeur(ecrit, 12) + 6 < long:
            dessin.texte(x + long / 2, milieu + 4.5, ecrit, ancre="middle", corps=12, gras=True, encre=BLANC)
        x += long
    return x


def colonnes(
    titre: str,
    donnees: Sequence[tuple[str, float]],
    *,
    unite: str = "",
    description: str = "",
    en_tete: str = "",
) -> Graphique:
    """Des barres debout : quelques années, quelques classes, dans leur ordre."""
    reperes = graduations(max([0.0, *(v for _, v in donnees)]))
    gauche = max(largeur(nombre(r, unite), 12) for r in reperes) + 10
    pas = (LARGEUR - gauche) / max(len(donnees), 1)
    noms = [couper(nom, 12, pas - 6) for nom, _ in donnees]
    bas = 240.0
    dessin = Dessin(bas + 12 + 15 * max([len(lignes) for lignes in noms], default=1))
    echelle = (bas - 22) / reperes[-1]
    for repere in reperes:
        dessin.repere(gauche, bas - repere * echelle, LARGEUR, bas - repere * echelle)
        dessin.texte(gauche - 8, bas - repere * echelle + 4, nombre(repere, unite), ancre="end", corps=12)
    for rang, (_, valeur) in enumerate(donnees):
        x, haut = gauche + rang * pas, bas - max(valeur, 0) * echelle
        dessin.rectangle(x + pas * 0.16, haut, pas * 0.68, bas - haut, teinte(0))
        ecrit = nombre(valeur)
        if largeur(ecrit, 12) < pas:
            dessin.texte(x + pas / 2, haut - 5, ecrit, ancre="middle", corps=12, gras=True)
        dessin.texte(x + pas / 2, bas + 17, noms[rang], ancre="middle", corps=12)
    dessin.ligne(gauche, bas, LARGEUR, bas, stroke_opacity=0.5)
    dit = description or resume("Diagramme en colonnes", donnees, lambda v: nombre(v, unite))
    lignes_du_tableau = tuple((nom, nombre(valeur, unite)) for nom, valeur in donnees)
    return Graphique(
        dessin.svg(titre, dit), titre, dit, (en_tete or "Catégorie", "Valeur"), lignes_du_tableau
    )
