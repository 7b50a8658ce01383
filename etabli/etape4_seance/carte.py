"""La carte de la salle : le périmètre dessiné par le serveur, ce qu'on y pose, et le chemin inverse du doigt."""

from collections.abc import Sequence

from etabli.etape4_seance.calcul.geometrie import (
    Position,
    antecedent,
    en_geojson,
    lire_le_trace,
    positions_de,
)
from etabli.etape4_seance.models import Contribution, Seance
from etabli.socle.graphiques.dessin import n
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.cartes.fond import Cadre
from etabli.territoires.cartes.lieux import position
from etabli.territoires.cartes.perimetre import HAUTEUR, LARGEUR, cadre_autour
from etabli.territoires.models import Commune

ENCRE = "#a02121"


def communes_de(seance: Seance) -> list[Commune]:
    """Les communes du périmètre dont on connaît la place, par leur nom."""
    communes = seance.atelier.dossier.perimetre.communes.all() if seance.atelier.dossier.perimetre_id else []
    return sorted((c for c in communes if c.lon is not None and c.lat is not None), key=lambda c: c.nom)


def fond_de_carte(seance: Seance) -> str:
    """Le SVG du périmètre, dessiné une fois par version du périmètre : l'écran le redemande à chaque point posé."""
    perimetre = seance.atelier.dossier.perimetre
    if not perimetre:
        return ""
    description = "Les communes du périmètre. La liste des lieux marqués suit la carte."
    return carte_du_perimetre(perimetre, titre=f"Carte de {perimetre}", description=description)


def carte_marquee(seance: Seance, contributions: Sequence[Contribution]) -> str:
    """Le fond et, par-dessus, chaque lieu marqué ; le même numéro est dans la liste qui suit la carte."""
    communes, fond = communes_de(seance), fond_de_carte(seance)
    if not communes:
        return fond
    cadre = cadre_autour(communes)
    marques = "".join(
        _marque(rang, [cadre.placer(*p) for p in positions_de(c.geometrie)])
        for rang, c in enumerate(contributions, 1)
        if c.geometrie
    )
    return fond.replace("</svg>", f'<g class="seance-marques">{marques}</g></svg>')


def _marque(rang: int, points: list[tuple[float, float]]) -> str:
    trace = ""
    if len(points) > 1:
        d = "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)
        trace = f'<path d="{d}" fill="none" stroke="{ENCRE}" stroke-width="4" stroke-linejoin="round"/>'
    x, y = points[len(points) // 2]
    return (
        f'{trace}<circle cx="{n(x)}" cy="{n(y)}" r="13" fill="{ENCRE}" stroke="#ffffff" stroke-width="2"/>'
        f'<text x="{n(x)}" y="{n(y + 5)}" text-anchor="middle" font-size="14" font-weight="700" fill="#ffffff">'
        f"{rang}</text>"
    )


def lire_le_doigt(seance: Seance, trace: str) -> tuple[dict[str, object], Commune]:
    """Du tracé du doigt, en unités du dessin, à un GeoJSON et à la commune la plus proche de son début.

    :raises ValueError: si le tracé ne se lit pas ou sort du dessin.
    """
    points, communes = lire_le_trace(trace), communes_de(seance)
    if not points or not communes:
        raise ValueError("Rien n'est tracé.")
    if any(not (0 <= x <= LARGEUR and 0 <= y <= HAUTEUR) for x, y in points):
        raise ValueError("Un point sort de la carte.")
    cadre = cadre_autour(communes)
    depart = position(communes[0])
    positions = [antecedent(cadre.placer, x, y, depart) for x, y in points]
    return en_geojson(positions), _plus_proche(cadre, communes, positions[0])


def relier(communes: Sequence[Commune]) -> dict[str, object]:
    """Sans carte : un point au centre d'une commune, ou une ligne de l'une à l'autre."""
    return en_geojson([position(commune) for commune in communes])


def _plus_proche(cadre: Cadre, communes: Sequence[Commune], ici: Position) -> Commune:
    x, y = cadre.placer(*ici)
    return min(communes, key=lambda c: _carre(cadre.placer(*position(c)), (x, y)))


def _carre(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
