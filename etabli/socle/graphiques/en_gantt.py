"""Un calendrier à dépendances : une rangée par tâche, une flèche de chacune vers celle qui l'attend.

Chaque rangée est un lien : au clavier, on les parcourt l'une après l'autre. Le critique porte un losange et un
cadre épais, le retard un point d'exclamation et des hachures : la couleur ne dit que le groupe.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from etabli.socle.graphiques.dessin import GRIS, LARGEUR, Dessin, legende, n
from etabli.socle.graphiques.en_frise import Periode, bornes, encres_des_groupes, graduer
from etabli.socle.graphiques.mesures import couper, largeur
from etabli.socle.graphiques.modele import Graphique

RANGEE, BARRE = 38.0, 18.0
MARGE_AU_PLUS = 0.4


@dataclass(frozen=True)
class Tache:
    """`apres` : les clés de celles qui doivent finir avant. `reperes` : les mots qui l'accompagnent."""

    cle: int
    libelle: str
    debut: datetime.date
    fin: datetime.date
    groupe: str = ""
    lien: str = ""
    detail: str = ""
    apres: tuple[int, ...] = ()
    est_critique: bool = False
    est_en_retard: bool = False

    @property
    def reperes(self) -> str:
        mots = (self.est_critique and "◆ critique", self.est_en_retard and "! en retard")
        return ", ".join(mot for mot in mots if mot)


@dataclass(frozen=True)
class _Barre:
    """Où une tâche est dessinée."""

    tache: Tache
    x: float
    large: float
    milieu: float

    @property
    def bout(self) -> float:
        return self.x + self.large


def gantt(
    titre: str,
    taches: Sequence[Tache],
    *,
    aujourd_hui: datetime.date | None = None,
    ordre: Sequence[str] = (),
) -> Graphique:
    """`ordre` : les groupes, dans l'ordre des couleurs."""
    debut, fin = bornes([d for t in taches for d in (t.debut, t.fin)])
    marge = min(max([90.0, *(largeur(t.libelle, 13) + 14 for t in taches)]), LARGEUR * MARGE_AU_PLUS)
    echelle = (LARGEUR - marge - 14) / max((fin - debut).days, 1)

    def x(jour: datetime.date) -> float:
        return marge + (jour - debut).days * echelle

    noms = [couper(t.libelle, 13, marge - 14, 3) for t in taches]
    hauts = [
        max(RANGEE, (len(nom) + bool(t.reperes)) * 15.6 + 6) for t, nom in zip(taches, noms, strict=True)
    ]
    bas = 36 + sum(hauts) + 4
    dessin = Dessin(bas + 6)
    encres = encres_des_groupes([Periode("", t.debut, t.fin, t.groupe) for t in taches], ordre)
    if len(encres) > 1:
        dessin.hauteur = legende(dessin, [(e, g or "Autre") for g, e in encres.items()], bas + 22)
    graduer(dessin, debut, fin, x, 36, bas)
    barres, y = {}, 36.0
    for tache, haut in zip(taches, hauts, strict=True):
        long = max(((tache.fin - tache.debut).days + 1) * echelle, 4)
        barres[tache.cle] = _Barre(tache, x(tache.debut), long, y + haut / 2)
        y += haut
    for barre in barres.values():
        for cle in barre.tache.apres:
            if cle in barres:
                _fleche(dessin, barres[cle], barre)
    for barre, nom in zip(barres.values(), noms, strict=True):
        _rangee(dessin, barre, nom, marge, encres[barre.tache.groupe])
    if aujourd_hui and debut <= aujourd_hui <= fin:
        dessin.ligne(x(aujourd_hui), 36, x(aujourd_hui), bas, stroke_width=1.5, stroke_dasharray="4 3")
    dit = _resume(taches, {t.cle for t in taches})
    svg = dessin.svg(titre, dit).replace('role="img"', 'role="group"', 1)
    return Graphique(svg, titre, dit, ENTETES, tuple(_ligne(t, barres) for t in taches))


def _rangee(dessin: Dessin, barre: _Barre, nom: Sequence[str], marge: float, encre: str) -> None:
    tache = barre.tache
    dit = ", ".join(
        filter(None, (tache.libelle, f"du {_jour(tache.debut)} au {_jour(tache.fin)}", _sans_signe(tache)))
    )
    lignes = len(nom) + bool(tache.reperes)
    haut = barre.milieu + 5 - (lignes - 1) * 7.8
    dessin.texte(marge - 10, haut, nom, ancre="end", corps=13)
    if tache.reperes:
        dessin.texte(marge - 10, haut + len(nom) * 15.6, tache.reperes, ancre="end", corps=11.5, gras=True)
    if tache.lien:
        dessin.elements.append(f'<a href="{escape(tache.lien)}" aria-label="{escape(dit)}">')
        # Toute la rangée se clique ; le nom reste dehors, car coupé il ne serait plus celui du lien.
        haut_de_rangee = barre.milieu - RANGEE / 2 + 2
        dessin.rectangle(0, haut_de_rangee, barre.bout, RANGEE - 4, "none", pointer_events="all")
    cadre: dict[str, Any] = {"stroke": "currentColor", "stroke_width": 2.5} if tache.est_critique else {}
    dessin.rectangle(barre.x, barre.milieu - BARRE / 2, barre.large, BARRE, encre, rx=2, **cadre)
    if tache.est_en_retard:
        _hachurer(dessin, barre)
    if tache.lien:
        dessin.elements.append("</a>")


def _hachurer(dessin: Dessin, barre: _Barre) -> None:
    haut, bas = barre.milieu - BARRE / 2, barre.milieu + BARRE / 2
    traits, x = [], barre.x + 6
    while x < barre.bout:
        gauche = max(barre.x, x - BARRE / 2)
        traits.append(f"M{n(x)} {n(haut)}L{n(gauche)} {n(bas)}")
        x += 8
    dessin.chemin("".join(traits), stroke="#ffffff", stroke_width=1.5, fill="none")


def _fleche(dessin: Dessin, avant: _Barre, apres: _Barre) -> None:
    """De la fin de l'une au début de l'autre ; en pointillé quand l'autre commence trop tôt."""
    se_contredisent = apres.tache.debut < avant.tache.fin
    x1, y1, x2, y2 = avant.bout, avant.milieu, apres.x, apres.milieu
    if x2 >= x1 + 12:
        d = f"M{n(x1)} {n(y1)}H{n(x1 + 6)}V{n(y2)}H{n(x2 - 1)}"
    else:
        entre = y2 - RANGEE / 2 if y2 > y1 else y2 + RANGEE / 2
        d = f"M{n(x1)} {n(y1)}H{n(x1 + 6)}V{n(entre)}H{n(x2 - 8)}V{n(y2)}H{n(x2 - 1)}"
    trait: dict[str, float | str] = {"stroke": "currentColor", "stroke_width": 1.3, "fill": "none"}
    if se_contredisent:
        trait["stroke_dasharray"] = "5 3"
    dessin.chemin(d, **trait)
    dessin.chemin(f"M{n(x2)} {n(y2)}l-7 -4v8Z", fill="currentColor", stroke=GRIS, stroke_width=0.5)


ENTETES = ("Action", "Début", "Fin", "Après", "Repères")


def _ligne(tache: Tache, barres: dict[int, _Barre]) -> tuple[str, ...]:
    apres = " ; ".join(barres[cle].tache.libelle for cle in tache.apres if cle in barres)
    reperes = " · ".join(filter(None, (tache.groupe, tache.detail, _sans_signe(tache))))
    return (tache.libelle, f"{tache.debut:%d/%m/%Y}", f"{tache.fin:%d/%m/%Y}", apres, reperes)


def _sans_signe(tache: Tache) -> str:
    return tache.reperes.replace("◆ ", "").replace("! ", "")


def _jour(jour: datetime.date) -> str:
    return f"{jour:%d/%m/%Y}"


def _resume(taches: Sequence[Tache], cles: set[int]) -> str:
    fleches = sum(cle in cles for t in taches for cle in t.apres)
    critiques, retards = sum(t.est_critique for t in taches), sum(t.est_en_retard for t in taches)
    return (
        f"Calendrier de {len(taches)} actions et {fleches} dépendances : {critiques} critiques (losange et cadre "
        f"épais), {retards} en retard (point d'exclamation et hachures). Toutes les dates sont dans le tableau."
    )
