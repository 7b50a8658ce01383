"""La France entière : départements colorés par classe, points, outre-mer en encarts."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from html import escape

from etabli.territoires.calcul import lambert93
from etabli.territoires.cartes import svg
from etabli.territoires.cartes.fond import (
    Cadre,
    cadrer,
    departements_au_loin,
    est_en_metropole,
    plate,
    points_des,
)

LARGEUR, HAUTEUR_METROPOLE, MARGE = 800, 700, 12
ENCARTS = {
    "971": "Guadeloupe", "972": "Martinique", "973": "Guyane", "974": "La Réunion", "976": "Mayotte",
    "975": "St-Pierre-et-M.", "977": "St-Barthélemy", "978": "St-Martin", "986": "Wallis-et-Futuna",
    "987": "Polynésie fr.", "988": "Nouv.-Calédonie", "984": "Terres australes",
}  # fmt: skip
PAR_RANGEE, HAUTEUR_D_ENCART = 6, 112
HAUTEUR = HAUTEUR_METROPOLE + 2 * HAUTEUR_D_ENCART + MARGE
# Ces archipels tiennent sur des milliers de kilomètres : on ne cadre que leur île ou leur groupe principal.
EMPRISES = {
    "984": (68.5, -49.8, 70.6, -48.4),
    "987": (-152.0, -18.0, -149.0, -16.4),
    "988": (163.5, -22.8, 168.2, -19.5),
}
# Paris et sa couronne sont trop petits pour être lus sur la carte : on les agrandit.
COURONNE, BOITE_DE_LA_COURONNE = ("75", "92", "93", "94"), (662.0, 12.0, 126.0, 132.0)
NB_DE_CLASSES = len(svg.BLEUS)
Valeur = int | float


def carte_de_france(
    *,
    titre: str,
    description: str,
    valeurs: Mapping[str, Valeur] | None = None,
    points: Sequence[svg.Point] = (),
    seuils: Sequence[Valeur] | None = None,
    unite: str = "",
    surlignes: Collection[str] = (),
) -> str:
    """Le SVG d'une carte nationale.

    `surlignes` : des départements à montrer sans les mesurer, quand on ne donne pas de valeurs.
    `valeurs` : code de département → valeur. `seuils` : bornes supérieures des classes, croissantes ; sans
    elles, les classes se partagent les départements. Un département sans valeur reste gris, c'est légendé.
    """
    valeurs = dict(valeurs or {})
    bornes = list(seuils) if seuils is not None else bornes_des_classes(list(valeurs.values()))
    liens = any(p.lien for p in points)
    return svg.image(
        (
            *(encadre(nom, *boite_d_encart(code)) for code, nom in ENCARTS.items()),
            encadre("Paris et couronne", *BOITE_DE_LA_COURONNE),
            *(
                departement(code, valeurs.get(code), bornes, unite, surligne=code in surlignes)
                for code in departements_au_loin()
            ),
            *(
                departement(
                    code,
                    valeurs.get(code),
                    bornes,
                    unite,
                    cadre=cadre_de_la_couronne(),
                    surligne=code in surlignes,
                )
                for code in COURONNE
            ),
            *(marque(p) for p in points),
            *legende(valeurs, bornes, unite),
        ),
        largeur=LARGEUR,
        hauteur=HAUTEUR,
        titre=titre,
        description=description,
        liens=liens,
    )


def bornes_des_classes(valeurs: list[Valeur]) -> list[Valeur]:
    """Au plus quatre classes d'effectifs voisins ; une valeur n'est jamais à cheval sur deux classes."""
    distinctes = sorted(set(valeurs))
    if len(distinctes) <= NB_DE_CLASSES:
        return distinctes
    triees = sorted(valeurs)
    coupes = {triees[(i * len(triees)) // NB_DE_CLASSES - 1] for i in range(1, NB_DE_CLASSES)}
    return sorted(coupes | {triees[-1]})


def classe(valeur: Valeur, bornes: Sequence[Valeur]) -> int:
    """Le rang de la première borne qui n'est pas dépassée ; au-delà de la dernière, la dernière classe."""
    return next((i for i, borne in enumerate(bornes) if valeur <= borne), len(bornes) - 1)


def couleur(rang: int, nb: int) -> str:
    """Peu de classes : on écarte les teintes pour qu'elles se distinguent."""
    teintes = {1: (2,), 2: (1, 3), 3: (0, 2, 3)}.get(nb, range(NB_DE_CLASSES))
    return svg.BLEUS[list(teintes)[min(rang, NB_DE_CLASSES - 1)]]


@lru_cache(maxsize=1)
def cadre_de_la_metropole() -> Cadre:
    codes = [code for code in departements_au_loin() if est_en_metropole(code)]
    return cadrer(
        points_des(codes), lambert93, MARGE, MARGE, LARGEUR - 2 * MARGE, HAUTEUR_METROPOLE - 2 * MARGE
    )


def boite_d_encart(code: str) -> tuple[float, float, float, float]:
    rang = list(ENCARTS).index(code)
    largeur = (LARGEUR - 2 * MARGE) / PAR_RANGEE
    x = MARGE + (rang % PAR_RANGEE) * largeur
    y = HAUTEUR_METROPOLE + (rang // PAR_RANGEE) * HAUTEUR_D_ENCART
    return x + 3, y + 3, largeur - 6, HAUTEUR_D_ENCART - 6


@lru_cache(maxsize=len(ENCARTS))
def cadre_d_encart(code: str) -> Cadre:
    x, y, largeur, hauteur = boite_d_encart(code)
    points = points_des([code])
    if code in EMPRISES:
        ouest, sud, est, nord = EMPRISES[code]
        points = [(ouest, sud), (est, nord)]
    latitude = sum(lat for _, lat in points) / len(points)
    # Le nom de l'encart tient sous le dessin.
    return cadrer(points, plate(latitude), x + 10, y + 8, largeur - 20, hauteur - 34)


@lru_cache(maxsize=1)
def cadre_de_la_couronne() -> Cadre:
    x, y, largeur, hauteur = BOITE_DE_LA_COURONNE
    return cadrer(points_des(COURONNE), lambert93, x + 8, y + 8, largeur - 16, hauteur - 34)


@lru_cache(maxsize=256)
def trace(code: str, cadre: Cadre) -> str:
    anneaux = departements_au_loin()[code][1]
    if code in EMPRISES:
        anneaux = [a for a in anneaux if any(cadre.contient(lon, lat) for lon, lat in a)]
    return svg.chemin(cadre.placer_les(anneaux))


def cadre_du_departement(code: str) -> Cadre:
    return cadre_de_la_metropole() if est_en_metropole(code) else cadre_d_encart(code)


def departement(
    code: str,
    valeur: Valeur | None,
    bornes: Sequence[Valeur],
    unite: str,
    *,
    cadre: Cadre | None = None,
    surligne: bool = False,
) -> str:
    nom = departements_au_loin()[code][0]
    teinte = svg.BLEUS[2] if surligne else svg.GRIS_CLAIR
    lu = "aucune valeur" if valeur is None else f"{ecrire(valeur)} {unite}".strip()
    return svg.balise(
        "path",
        svg.balise("title", escape(f"{nom} ({code}) : {lu}")) if bornes else svg.balise("title", escape(nom)),
        d=trace(code, cadre or cadre_du_departement(code)),
        fill=teinte if valeur is None else couleur(classe(valeur, bornes), len(bornes)),
        stroke=svg.GRIS if valeur is None else svg.BLANC,
        stroke_width=0.6,
        stroke_linejoin="round",
        fill_rule="evenodd",
    )


def encadre(nom: str, x: float, y: float, largeur: float, hauteur: float) -> str:
    return svg.balise(
        "rect", x=x, y=y, width=largeur, height=hauteur, fill="none", stroke=svg.GRIS, stroke_width=0.6, rx=2
    ) + svg.texte(nom, x + largeur / 2, y + hauteur - 8, taille=13, text_anchor="middle")


def marque(point: svg.Point) -> str:
    """Le point sur chaque cadre qui le contient : la carte, son agrandissement, un encart ; ou nulle part."""
    metropole = -6 <= point.lon <= 11 and 41 <= point.lat <= 52
    cadres = (
        (cadre_de_la_metropole(), cadre_de_la_couronne())
        if metropole
        else tuple(cadre_d_encart(code) for code in ENCARTS)
    )
    ronds = [rond(point, cadre) for cadre in cadres if cadre.contient(point.lon, point.lat)]
    if point.lien and ronds:
        # Un seul lien au clavier, même si le point est dessiné deux fois.
        return svg.balise("a", *ronds, href=point.lien, aria_label=point.libelle)
    return "".join(ronds)


def rond(point: svg.Point, cadre: Cadre) -> str:
    x, y = cadre.placer(point.lon, point.lat)
    titre = svg.balise("title", escape(point.libelle))
    return svg.balise("circle", titre, cx=x, cy=y, r=6, fill=svg.ROUGE, stroke=svg.BLANC, stroke_width=1.5)


def legende(valeurs: Mapping[str, Valeur], bornes: Sequence[Valeur], unite: str) -> list[str]:
    """En haut à gauche, dans l'Atlantique : une pastille et une phrase par classe."""
    if not bornes:
        return []
    lignes = [(couleur(i, len(bornes)), intervalle(i, bornes, unite)) for i in range(len(bornes))]
    if any(code not in valeurs for code in departements_au_loin()):
        lignes.insert(0, (svg.GRIS_CLAIR, "aucune valeur"))
    dessin = []
    for rang, (teinte, phrase) in enumerate(lignes):
        y = MARGE + 22 * rang
        dessin.append(
            svg.balise(
                "rect", x=MARGE, y=y, width=20, height=14, fill=teinte, stroke=svg.GRIS, stroke_width=0.6
            )
        )
        dessin.append(svg.texte(phrase, MARGE + 28, y + 12, taille=14))
    return dessin


def intervalle(rang: int, bornes: Sequence[Valeur], unite: str) -> str:
    haut = ecrire(bornes[rang])
    if rang == 0:
        phrase = haut if len(bornes) > 1 and bornes[0] in (0, 1) else f"jusqu'à {haut}"
    elif all(isinstance(b, int) for b in bornes):
        bas = int(bornes[rang - 1]) + 1
        phrase = haut if bas == bornes[rang] else f"{ecrire(bas)} à {haut}"
    else:
        phrase = f"plus de {ecrire(bornes[rang - 1])}, jusqu'à {haut}"
    return f"{phrase} {unite}".strip()


def ecrire(valeur: Valeur) -> str:
    """À la française : espace fine pour les milliers, virgule décimale."""
    if isinstance(valeur, int) or float(valeur).is_integer():
        return f"{int(valeur):,}".replace(",", "\u202f")
    return f"{valeur:,.1f}".replace(",", "\u202f").replace(".", ",")
