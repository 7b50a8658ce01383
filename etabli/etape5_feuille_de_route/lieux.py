"""Où se fait une action : le point marqué sur la carte du périmètre, et les cartes qui le montrent."""

from collections.abc import Sequence

from etabli.etape4_seance.calcul.geometrie import DECIMALES, Position, antecedent, lire_le_trace
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.socle.graphiques.dessin import n
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.cartes.lieux import position
from etabli.territoires.cartes.perimetre import HAUTEUR, LARGEUR, cadre_autour
from etabli.territoires.models import Commune

ENCRE = "#a02121"


def communes_placees(feuille: FeuilleDeRoute) -> list[Commune]:
    """Les communes du périmètre dont on connaît la place, par leur nom."""
    perimetre = feuille.dossier.perimetre
    communes = perimetre.communes.all() if perimetre else []
    return sorted((c for c in communes if c.lon is not None and c.lat is not None), key=lambda c: c.nom)


def fond_de_carte(feuille: FeuilleDeRoute) -> str:
    """Le périmètre, dessiné une fois par version."""
    perimetre = feuille.dossier.perimetre
    if not perimetre:
        return ""
    description = "Les communes du périmètre. La liste qui accompagne la carte donne les mêmes lieux."
    return carte_du_perimetre(perimetre, titre=f"Carte de {perimetre}", description=description)


def trace_du_point(communes: Sequence[Commune], point: Position | None) -> str:
    """Le point en unités du dessin, tel que la carte l'attend ; vide s'il n'y en a pas ou s'il en sort."""
    if point is None or not communes:
        return ""
    x, y = cadre_autour(communes).placer(*point)
    return f"{n(x)},{n(y)}" if 0 <= x <= LARGEUR and 0 <= y <= HAUTEUR else ""


def lire_le_point(communes: Sequence[Commune], trace: str) -> Position | None:
    """Du doigt à la longitude et la latitude ; None sans rien de tracé.

    :raises ValueError: si le tracé ne se lit pas ou sort de la carte.
    """
    points = lire_le_trace(trace)
    if not points or not communes:
        return None
    x, y = points[-1]
    if not (0 <= x <= LARGEUR and 0 <= y <= HAUTEUR):
        raise ValueError("Le point sort de la carte.")
    lon, lat = antecedent(cadre_autour(communes).placer, x, y, position(communes[0]))
    return round(lon, DECIMALES), round(lat, DECIMALES)


def la_plus_proche(communes: Sequence[Commune], point: Position) -> Commune:
    placer = cadre_autour(communes).placer
    x, y = placer(*point)

    def carre(commune: Commune) -> float:
        a, b = placer(*position(commune))
        return (a - x) ** 2 + (b - y) ** 2

    return min(communes, key=carre)


def marquer(fond: str, communes: Sequence[Commune], actions: Sequence[Action]) -> str:
    """Par-dessus la carte, un repère numéroté par action située."""
    if not fond or not communes:
        return fond
    placer = cadre_autour(communes).placer
    marques = "".join(
        _marque(action, *placer(action.lon, action.lat))
        for action in actions
        if action.lon is not None and action.lat is not None
    )
    return fond.replace("</svg>", f'<g class="feuille-marques">{marques}</g></svg>') if marques else fond


def _marque(action: Action, x: float, y: float) -> str:
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="13" fill="{ENCRE}" stroke="#ffffff" stroke-width="2"/>'
        f'<text x="{n(x)}" y="{n(y + 5)}" text-anchor="middle" font-size="13" font-weight="700" fill="#ffffff">'
        f"{action.numero}</text>"
    )
