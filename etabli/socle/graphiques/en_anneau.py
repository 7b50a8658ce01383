"""Un anneau : de quoi un tout est fait, quand les parts sont peu nombreuses."""

import math
from collections.abc import Sequence

from etabli.socle.graphiques.dessin import Dessin, n, teinte
from etabli.socle.graphiques.mesures import couper, nombre, parts
from etabli.socle.graphiques.modele import Graphique, resume

RAYON, CREUX = 104.0, 64.0


def anneau(
    titre: str,
    donnees: Sequence[tuple[str, float]],
    *,
    unite: str = "",
    description: str = "",
    centre: str = "",
    en_tete: str = "",
) -> Graphique:
    """Les parts dans leur ordre, leur liste à côté ; `centre` : ce qui s'écrit au milieu (sinon le total)."""
    pourcents = parts([max(v, 0) for _, v in donnees])
    total = math.fsum(max(v, 0) for _, v in donnees)
    noms = [couper(nom, 14, 250, 2) for nom, _ in donnees]
    liste = sum(len(lignes) * 17 + 13 for lignes in noms)
    dessin = Dessin(max(2 * RAYON + 16, liste + 16))
    cx, cy = RAYON + 8, dessin.hauteur / 2
    angle = -math.pi / 2
    for rang, (_, valeur) in enumerate(donnees):
        if valeur > 0:
            fin = angle + 2 * math.pi * valeur / total
            dessin.chemin(_secteur(cx, cy, angle, fin), fill=teinte(rang), fill_rule="evenodd")
            angle = fin
    milieu = centre or nombre(total, unite)
    dessin.texte(cx, cy + 7, milieu, ancre="middle", corps=20 if len(milieu) < 9 else 15, gras=True)
    y = (dessin.hauteur - liste) / 2 + 16
    for rang, (lignes, part) in enumerate(zip(noms, pourcents, strict=True)):
        dessin.rectangle(260, y - 11, 13, 13, teinte(rang))
        dessin.texte(325, y, nombre(part, "%"), ancre="end", gras=True)
        dessin.texte(336, y, lignes)
        y += len(lignes) * 17 + 13
    dit = description or resume("Répartition en anneau", donnees, lambda v: nombre(v, unite))
    tableau = tuple(
        (nom, nombre(valeur, unite), nombre(part, "%"))
        for (nom, valeur), part in zip(donnees, pourcents, strict=True)
    )
    return Graphique(
        dessin.svg(titre, dit), titre, dit, (en_tete or "Part", "Valeur", "Pourcentage"), tableau
    )


def _secteur(cx: float, cy: float, debut: float, fin: float) -> str:
    ecart = min(0.012, (fin - debut) / 4)
    debut, fin = debut + ecart, fin - ecart
    if fin - debut > 2 * math.pi - 0.05:
        return _disque(cx, cy, RAYON) + _disque(cx, cy, CREUX)
    grand = int(fin - debut > math.pi)

    def point(rayon: float, angle: float) -> str:
        return f"{n(cx + rayon * math.cos(angle))} {n(cy + rayon * math.sin(angle))}"

    return (
        f"M{point(RAYON, debut)}A{n(RAYON)} {n(RAYON)} 0 {grand} 1 {point(RAYON, fin)}"
        f"L{point(CREUX, fin)}A{n(CREUX)} {n(CREUX)} 0 {grand} 0 {point(CREUX, debut)}Z"
    )


def _disque(cx: float, cy: float, r: float) -> str:
    return f"M{n(cx - r)} {n(cy)}a{n(r)} {n(r)} 0 1 0 {n(2 * r)} 0a{n(r)} {n(r)} 0 1 0 {n(-2 * r)} 0Z"
