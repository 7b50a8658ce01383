"""La place de chaque phase sur une frise, de 0 à 1000 : la page n'a plus qu'à la dessiner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etabli.etape3_atelier.calcul.calendrier import PhaseDatee, ajouter_des_mois

LARGEUR = 1000


@dataclass(frozen=True)
class Barre:
    phase: PhaseDatee
    x: int
    largeur: int
    est_passee: bool
    est_en_cours: bool


@dataclass(frozen=True)
class Frise:
    """`reperes` : le début de chaque mois ; `aujourd_hui` : vide hors de la période."""

    barres: list[Barre]
    reperes: list[int]
    aujourd_hui: int | None


def dessiner(phases: Sequence[PhaseDatee], aujourd_hui: date) -> Frise:
    if not phases:
        return Frise([], [], None)
    debut, fin = min(p.debut_le for p in phases), max(p.fin_le for p in phases)
    nb_jours = (fin - debut).days + 1

    def place(jour: date) -> int:
        return round((jour - debut).days * LARGEUR / nb_jours)

    barres = [
        Barre(
            phase,
            place(phase.debut_le),
            max(6, round(phase.nb_jours * LARGEUR / nb_jours)),
            phase.fin_le < aujourd_hui,
            phase.debut_le <= aujourd_hui <= phase.fin_le,
        )
        for phase in phases
    ]
    mois, reperes = ajouter_des_mois(debut.replace(day=1), 1), []
    while mois <= fin:
        reperes.append(place(mois))
        mois = ajouter_des_mois(mois, 1)
    return Frise(barres, reperes, place(aujourd_hui) if debut <= aujourd_hui <= fin else None)
