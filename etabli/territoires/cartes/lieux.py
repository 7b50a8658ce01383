"""Les communes sur la carte d'un périmètre : leur rond et leur nom."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from etabli.territoires.cartes import svg
from etabli.territoires.cartes.etiquettes import Etiquette
from etabli.territoires.cartes.fond import Cadre
from etabli.territoires.enums import PrecisionDuPoint
from etabli.territoires.models import Commune

NB_DE_COMMUNES_NOMMEES, NB_DE_VOISINES_NOMMEES = 40, 14
POPULATION_D_UN_REPERE = 8000
COTE_D_UN_SEMIS = 120_000.0  # mètres : au-delà, on ne montre que les villes voisines


@dataclass(frozen=True)
class Lieu:
    """Une commune placée sur la carte."""

    commune: Commune
    x: float
    y: float
    rayon: float
    est_dedans: bool

    @property
    def est_approche(self) -> bool:
        return est_approchee(self.commune)


def est_approchee(commune: Commune) -> bool:
    return commune.precision_du_point == PrecisionDuPoint.APPROCHE


def position(commune: Commune) -> tuple[float, float]:
    return (commune.lon or 0.0, commune.lat or 0.0)


def placer(communes: Sequence[Commune], codes: set[str], cadre: Cadre, *, avec_contours: bool) -> list[Lieu]:
    """Un rond dont l'aire suit la population ; les points confondus s'écartent en spirale."""
    plus_grande = max((c.population or 0 for c in communes if c.code in codes), default=0)
    # Beaucoup de communes, ou des contours déjà dessinés : des ronds plus petits.
    reduction = min(1.0, math.sqrt(45 / max(1, len(codes)))) * (0.5 if avec_contours else 1.0)
    semis = cadre.est - cadre.ouest <= COTE_D_UN_SEMIS
    occupes: dict[tuple[int, int], int] = {}
    lieux = []
    for commune in sorted(
        communes, key=lambda c: (c.precision_du_point == PrecisionDuPoint.APPROCHE, c.code)
    ):
        est_dedans = commune.code in codes
        if not est_dedans and (est_approchee(commune) or not (semis or est_un_repere(commune))):
            continue
        x, y = cadre.placer(*position(commune))
        case = (round(x), round(y))
        rang = occupes.get(case, 0)
        occupes[case] = rang + 1
        if rang:
            # L'angle d'or : jamais deux fois la même direction.
            ecart, angle = 6.5 * math.sqrt(rang), rang * 2.39996
            x, y = x + ecart * math.cos(angle), y + ecart * math.sin(angle)
        lieux.append(Lieu(commune, x, y, rayon(commune, plus_grande, est_dedans, reduction), est_dedans))
    return lieux


def est_un_repere(commune: Commune) -> bool:
    """Une ville que l'on connaît assez pour s'orienter, même de loin."""
    return (commune.population or 0) >= POPULATION_D_UN_REPERE


def rayon(commune: Commune, plus_grande: int, est_dedans: bool, reduction: float) -> float:
    if not est_dedans:
        return 2.0
    plus_petit, plus_grand = max(2.0, 4.0 * reduction), max(5.0, 17.0 * reduction)
    if not plus_grande:
        return plus_petit
    return plus_petit + (plus_grand - plus_petit) * math.sqrt((commune.population or 0) / plus_grande)


def marque(lieu: Lieu) -> str:
    commune = lieu.commune
    lu = f"{commune.nom} ({commune.code})"
    if commune.population is not None:
        lu += f" : {commune.population:,} habitants".replace(",", "\u202f")
    if lieu.est_approche:
        lu += ", position approchée"
    couleur = svg.BLEU if lieu.est_dedans else svg.GRIS
    return svg.balise(
        "circle",
        svg.balise("title", escape(lu)),
        cx=lieu.x,
        cy=lieu.y,
        r=lieu.rayon,
        fill=svg.BLANC if lieu.est_approche else couleur,
        stroke=couleur if lieu.est_approche else svg.BLANC,
        stroke_width=1.6 if lieu.est_dedans else 1.0,
    )


def nommer(lieux: Sequence[Lieu]) -> list[Etiquette]:
    """Les plus grandes communes du périmètre, puis les plus grandes voisines : la place décide du reste."""
    dedans = sorted((p for p in lieux if p.est_dedans), key=lambda p: -(p.commune.population or 0))
    dehors = sorted((p for p in lieux if not p.est_dedans), key=lambda p: -(p.commune.population or 0))
    return [
        Etiquette(p.commune.nom, p.x, p.y, p.rayon, 14.0 if p.est_dedans else 12.0, p.est_dedans)
        for p in (*dedans[:NB_DE_COMMUNES_NOMMEES], *dehors[:NB_DE_VOISINES_NOMMEES])
    ]


def ecrire(etiquette: Etiquette) -> str:
    """Le liseré blanc détache le nom de ce qu'il recouvre."""
    noir = svg.NOIR if etiquette.est_forte else "#555555"
    return poser(etiquette, fill=svg.BLANC, stroke=svg.BLANC, stroke_width=3.5, aria_hidden="true") + poser(
        etiquette, fill=noir
    )


def poser(etiquette: Etiquette, **peinture: object) -> str:
    return svg.texte(
        etiquette.nom,
        etiquette.x_du_texte,
        etiquette.y_du_texte,
        taille=etiquette.taille,
        text_anchor=etiquette.ancre,
        font_weight="bold" if etiquette.est_forte else None,
        stroke_linejoin="round",
        **peinture,
    )
