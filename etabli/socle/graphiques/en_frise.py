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
    ordre: Sequence[str] = (),
) -> Graphique:
    """Un diagramme de Gantt : une rangée par période, les jalons en tête, des mois ou des années.

    `ordre` : les groupes, dans l'ordre des couleurs ; sans lui, celui où ils paraissent.
    """
    dates = [d for p in periodes for d in (p.debut, p.fin)] + [j.le for j in jalons]
    debut, fin = bornes(dates)
    marge = min(max([80.0, *(largeur(p.libelle, 13) + 14 for p in periodes)]), LARGEUR * 0.38)
    echelle = (LARGEUR - marge - 4) / max((fin - debut).days, 1)

    def x(jour: datetime.date) -> float:
        return marge + (jour - debut).days * echelle

    etages = _etager(jalons, x)
    haut = 36.0 + 20 * (max(etages, default=-1) + 1)
    noms = [couper(p.libelle, 13, marge - 14, 3) for p in periodes]
    bas = haut + sum(_rangee(lignes) for lignes in noms) + 4
    dessin = Dessin(bas + 6)
    encres = encres_des_groupes(periodes, ordre)
    if len(encres) > 1:
        dessin.hauteur = legende(dessin, [(e, g or "Autre") for g, e in encres.items()], bas + 22)
    graduer(dessin, debut, fin, x, haut, bas)
    y = haut
    for periode, lignes in zip(periodes, noms, strict=True):
        milieu = y + _rangee(lignes) / 2
        dessin.texte(marge - 10, milieu + 5 - (len(lignes) - 1) * 7.8, lignes, ancre="end", corps=13)
        long = max((periode.fin - periode.debut).days + 1, 1) * echelle
        dessin.rectangle(x(periode.debut), milieu - 9, max(long, 3), 18, encres[periode.groupe], rx=2)
        y += _rangee(lignes)
    for jalon, etage in zip(jalons, etages, strict=True):
        _jalon(dessin, jalon, x(jalon.le), 47.0 + 20 * etage, bas)
    if aujourd_hui and debut <= aujourd_hui <= fin:
        dessin.ligne(x(aujourd_hui), haut, x(aujourd_hui), bas, stroke_width=1.5, stroke_dasharray="4 3")
    dit = description or _resume(periodes, jalons, debut, fin)
    return Graphique(
        dessin.svg(titre, dit), titre, dit, ("Étape", "Début", "Fin", "Groupe"), _tableau(periodes, jalons)
    )


def _rangee(lignes: Sequence[str]) -> float:
    return max(RANGEE, len(lignes) * 15.6 + 4)


def encres_des_groupes(periodes: Sequence[Periode], ordre: Sequence[str]) -> dict[str, str]:
    """La couleur de chaque groupe présent : celle de son rang, que les autres groupes paraissent ou non."""
    presents = {p.groupe for p in periodes}
    rangs = dict.fromkeys([*ordre, *(p.groupe for p in periodes)])
    return {groupe: teinte(rang) for rang, groupe in enumerate(rangs) if groupe in presents}


def bornes(dates: Sequence[datetime.date]) -> tuple[datetime.date, datetime.date]:
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


def graduer(
    dessin: Dessin, debut: datetime.date, fin: datetime.date, x: Placer, haut: float, bas: float
) -> None:
    """Une ligne d'années, une ligne de mois tant qu'il y a la place de les lire."""
    mois = (fin.year - debut.year) * 12 + fin.month - debut.month
    saut = next(s for s in (1, 2, 3, 6, 12, 24, 60, 1200) if mois / s <= 14)
    for rang in range(mois + 1):
        jour = _plus_mois(debut, rang)
        if saut < 12 and (jour.month == 1 or rang == 0) and rang < mois:
            _annee(dessin, jour, x)
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


def _annee(dessin: Dessin, jour: datetime.date, x: Placer) -> None:
    """Au-dessus de son premier mois ; une fin d'année trop étroite recule dans la marge des noms."""
    suivante = x(datetime.date(jour.year + 1, 1, 1))
    a_gauche = jour.month > 1 and suivante - x(jour) < largeur("2000", 11.5) + 8
    place = suivante - 3 if a_gauche else x(jour) + 3
    dessin.texte(place, 12, str(jour.year), ancre="end" if a_gauche else "start", corps=11.5, gras=True)


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
