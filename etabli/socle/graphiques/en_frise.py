"""Une frise : qui dure de quand à quand, et les dates qui comptent."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from etabli.socle.document.texte import MOIS
from etabli.socle.graphiques.dessin import LARGEUR, Dessin, legende, n, teinte
from etabli.socle.graphiques.mesures import couper, largeur
from etabli.socle.graphiques.modele import Graphique

RANGEE = 34.0
ABREGES = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
Placer: TypeAlias = Callable[[datetime.date], float]


@dataclass(frozen=True)
class Periode:
    """`groupe` donne la couleur ; `detail` s'ajoute au tableau."""

    libelle: str
    debut: datetime.date
    fin: datetime.date
    groupe: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Jalon:
    libelle: str
    le: datetime.date


def frise(
    titre: str,
    periodes: Sequence[Periode],
    jalons: Sequence[Jalon] = (),
    *,
    aujourd_hui: datetime.date | None = None,
    description: str = "",
) -> Graphique:
    """Un diagramme de Gantt : une rangée par période, les jalons en tête, des mois ou des années."""
    dates = [d for p in periodes for d in (p.debut, p.fin)] + [j.le for j in jalons]
    debut, fin = _bornes(dates)
    marge = min(max([80.0, *(largeur(p.libelle, 13) + 14 for p in periodes)]), LARGEUR * 0.38)
    echelle = (LARGEUR - marge - 4) / max((fin - debut).days, 1)

    def x(jour: datetime.date) -> float:
        return marge + (jour - debut).days * echelle

    etages = _etager(jalons, x)
    haut = 36.0 + 20 * (max(etages, default=-1) + 1)
    groupes = list(dict.fromkeys(p.groupe for p in periodes))
    bas = haut + RANGEE * len(periodes) + 4
    dessin = Dessin(bas + 6)
    if len(groupes) > 1:
        dessin.hauteur = legende(dessin, [(teinte(r), g or "Autre") for r, g in enumerate(groupes)], bas + 22)
    _graduer(dessin, debut, fin, x, haut, bas)
    for rang, periode in enumerate(periodes):
        milieu = haut + RANGEE * (rang + 0.5)
        lignes = couper(periode.libelle, 13, marge - 14, 2)
        dessin.texte(marge - 10, milieu + 5 - (len(lignes) - 1) * 7.5, lignes, ancre="end", corps=13)
        long = max((periode.fin - periode.debut).days + 1, 1) * echelle
        dessin.rectangle(
            x(periode.debut), milieu - 9, max(long, 3), 18, teinte(groupes.index(periode.groupe)), rx=2
        )
    for jalon, etage in zip(jalons, etages, strict=True):
        _jalon(dessin, jalon, x(jalon.le), 47.0 + 20 * etage, bas)
    if aujourd_hui and debut <= aujourd_hui <= fin:
        dessin.ligne(x(aujourd_hui), haut, x(aujourd_hui), bas, stroke_width=1.5, stroke_dasharray="4 3")
    dit = description or _resume(periodes, jalons, debut, fin)
    return Graphique(
        dessin.svg(titre, dit), titre, dit, ("Étape", "Début", "Fin", "Groupe"), _tableau(periodes, jalons)
    )


def _bornes(dates: Sequence[datetime.date]) -> tuple[datetime.date, datetime.date]:
    """Du premier jour du premier mois au premier jour du mois d'après le dernier."""
    premier = min(dates, default=datetime.date(2000, 1, 1)).replace(day=1)
    dernier = max(dates, default=premier)
    annee, mois = divmod(dernier.year * 12 + dernier.month, 12)
    return premier, datetime.date(annee, mois + 1, 1)


def _etager(jalons: Sequence[Jalon], x: Placer) -> list[int]:
    """Le premier étage où l'étiquette d'un jalon ne touche aucune autre."""
    fins: list[float] = []
    etages = []
    for jalon in jalons:
        place = x(jalon.le)
        large = largeur(jalon.libelle, 12) + 22
        gauche = min(place, LARGEUR - large)
        etage = next((e for e, f in enumerate(fins) if f <= gauche), len(fins))
        fins[etage : etage + 1] = [gauche + large]
        etages.append(etage)
    return etages


def _jalon(dessin: Dessin, jalon: Jalon, x: float, y: float, bas: float) -> None:
    dessin.ligne(x, y, x, bas, stroke_opacity=0.35)
    dessin.chemin(f"M{n(x)} {n(y - 11)}l6 6l-6 6l-6 -6Z", fill="currentColor")
    a_gauche = x + largeur(jalon.libelle, 12) + 14 > LARGEUR
    dessin.texte(
        x - 10 if a_gauche else x + 10, y - 1, jalon.libelle, ancre="end" if a_gauche else "start", corps=12
    )


def _graduer(
    dessin: Dessin, debut: datetime.date, fin: datetime.date, x: Placer, haut: float, bas: float
) -> None:
    """Une ligne d'années, une ligne de mois tant qu'il y a la place de les lire."""
    mois = (fin.year - debut.year) * 12 + fin.month - debut.month
    saut = next(s for s in (1, 2, 3, 6, 12, 24, 60, 1200) if mois / s <= 14)
    for rang in range(mois + 1):
        jour = _plus_mois(debut, rang)
        if saut < 12 and (jour.month == 1 or rang == 0) and rang < mois:
            dessin.texte(x(jour) + 3, 12, str(jour.year), corps=11.5, gras=True)
        if (jour.month - 1) % min(saut, 12) or (saut >= 12 and jour.year % (saut // 12)):
            continue
        dessin.repere(x(jour), 18, x(jour), bas)
        if rang < mois:
            nom = (
                str(jour.year)
                if saut >= 12
                else ABREGES[jour.month - 1]
                if saut > 1
                else ABREGES[jour.month - 1][0].upper()
            )
            dessin.texte(x(jour) + 3, 28, nom, corps=11.5)


def _plus_mois(jour: datetime.date, mois: int) -> datetime.date:
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return datetime.date(annee, rang + 1, 1)


def _resume(
    periodes: Sequence[Periode], jalons: Sequence[Jalon], debut: datetime.date, fin: datetime.date
) -> str:
    dernier = fin - datetime.timedelta(days=1)
    etendue = f"de {MOIS[debut.month - 1]} {debut.year} à {MOIS[dernier.month - 1]} {dernier.year}"
    return (
        f"Frise {etendue} : {len(periodes)} périodes, {len(jalons)} jalons. Les dates sont dans le tableau."
    )


def _tableau(periodes: Sequence[Periode], jalons: Sequence[Jalon]) -> tuple[tuple[str, ...], ...]:
    lignes = [
        (
            p.libelle,
            f"{p.debut:%d/%m/%Y}",
            f"{p.fin:%d/%m/%Y}",
            " · ".join(filter(None, (p.groupe, p.detail))),
        )
        for p in periodes
    ]
    return (*lignes, *((j.libelle, f"{j.le:%d/%m/%Y}", f"{j.le:%d/%m/%Y}", "jalon") for j in jalons))
