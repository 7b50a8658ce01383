"""La solidité du classement, dessinée : jusqu'où chaque poids peut aller sans changer de première."""

from collections.abc import Sequence
from fractions import Fraction

from etabli.etape2_marche.calcul import Plage, pour_cent
from etabli.socle.francais import nombre
from etabli.socle.graphiques import Graphique
from etabli.socle.graphiques.dessin import CORPS, LARGEUR, Dessin, legende, teinte
from etabli.socle.graphiques.mesures import couper

RANGEE, MARGE, EPAISSEUR = 46.0, 190.0, 16.0
GRADUATIONS = (0, 25, 50, 75, 100)


def dessin_des_plages(plages: Sequence[Plage]) -> Graphique:
    """Une rangée par critère : la barre est la plage où la première le reste, le trait le poids du cadre."""
    place = LARGEUR - MARGE - 24
    haut = len(plages) * RANGEE + 8
    dessin = Dessin(haut + 56)
    for graduation in GRADUATIONS:
        x = MARGE + place * graduation / 100
        dessin.repere(x, 4, x, haut)
        dessin.texte(x, haut + 18, f"{graduation}\u00a0%", ancre="middle")
    for rang, plage in enumerate(plages):
        _rangee(dessin, plage, 4 + rang * RANGEE + RANGEE / 2, place)
    legende(dessin, [(teinte(0), "l'offre première le reste"), (teinte(3), "poids du critère")], haut + 44)
    titre = "Entre quels poids l'offre première le reste"
    lignes = tuple(ligne_de(plage) for plage in plages)
    dit = " ".join(
        f"{nom} : de {bas} à {sommet}, poids actuel {actuel}." for nom, actuel, bas, sommet, _ in lignes
    )
    entetes = ("Critère", "Poids actuel", "Première à partir de", "Première jusqu'à", "Au-delà, passe devant")
    return Graphique(dessin.svg(titre, dit), titre, dit, entetes, lignes)


def _rangee(dessin: Dessin, plage: Plage, milieu: float, place: float) -> None:
    dessin.texte(MARGE - 12, milieu + 5, couper(plage.nom, CORPS, MARGE - 20, 2), ancre="end")
    debut, fin = MARGE + place * float(plage.minimum), MARGE + place * float(plage.maximum)
    dessin.rectangle(MARGE, milieu - 1, place, 2, "currentColor", fill_opacity=0.18)
    dessin.rectangle(debut, milieu - EPAISSEUR / 2, max(fin - debut, 2), EPAISSEUR, teinte(0))
    ici = MARGE + place * float(plage.actuel)
    dessin.rectangle(ici - 2.5, milieu - EPAISSEUR, 5, EPAISSEUR * 2, teinte(3))


def ligne_de(plage: Plage) -> tuple[str, str, str, str, str]:
    depassent = dict.fromkeys(nom for nom in (plage.sous, plage.sur) if nom)
    return (
        plage.nom,
        _ecrit(plage.actuel),
        _ecrit(plage.minimum),
        _ecrit(plage.maximum),
        ", ".join(depassent) or "aucune",
    )


def _ecrit(part: Fraction) -> str:
    return f"{nombre(pour_cent(part))}\u00a0%"
