"""Le fond de la carte : les départements, les encarts, les intercommunalités quand leurs contours sont importés."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from itertools import pairwise

from etabli.territoires.cartes import svg
from etabli.territoires.cartes.fond import (
    Anneau,
    Cadre,
    anneaux_de,
    departements,
    departements_au_loin,
    rogner,
)
from etabli.territoires.cartes.france import (
    BOITE_DE_LA_COURONNE,
    COURONNE,
    EMPRISES,
    ENCARTS,
    boite_d_encart,
    cadre_de_la_couronne,
    cadre_du_departement,
    encadre,
)
from etabli.territoires.enums import NiveauDeContour
from etabli.territoires.models import Commune, Contour
from etabli.vitrine.cartes.vues import FRANCE, Vue, emprises

# De près, les voisins débordent un peu : la carte ne s'arrête pas au trait.
DEBORD = 30
TRAIT, TRAIT_FIN = "#929292", "#6a6af4"


def fond(vue: Vue, *, transparent: bool = False) -> str:
    """Le SVG du fond ; transparent, il laisse voir les images que l'on met dessous."""
    terre = "none" if transparent else svg.BLANC
    dessin = en_france(terre) if vue == FRANCE else de_pres(vue, terre)
    return svg.balise(
        "svg",
        dessin,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {vue.largeur} {vue.hauteur}",
        width=vue.largeur,
        height=vue.hauteur,
    )


@lru_cache(maxsize=2)
def en_france(terre: str) -> str:
    """Un seul tracé au point près : il se télécharge une fois, il doit être petit."""
    traces = [
        court(anneaux_visibles(code, cadre_du_departement(code)), cadre_du_departement(code))
        for code in departements_au_loin()
    ]
    traces += [court(departements_au_loin()[code][1], cadre_de_la_couronne()) for code in COURONNE]
    return (
        svg.balise("path", d="".join(traces), fill=terre, stroke=TRAIT, stroke_width=0.8, fill_rule="evenodd")
        + "".join(encadre(nom, *boite_d_encart(code)) for code, nom in ENCARTS.items())
        + encadre("Paris et couronne", *BOITE_DE_LA_COURONNE)
    )


def anneaux_visibles(code: str, cadre: Cadre) -> list[Anneau]:
    anneaux = departements_au_loin()[code][1]
    return [a for a in anneaux if any(cadre.contient(*p) for p in a)] if code in EMPRISES else anneaux


def court(anneaux: Iterable[Anneau], cadre: Cadre) -> str:
    """Des pas entiers, et rien de plus petit qu'un point."""
    morceaux = []
    for anneau in cadre.placer_les(anneaux):
        points: list[tuple[int, int]] = []
        for x, y in anneau:
            point = (round(x), round(y))
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 3:
            pas = "".join(_pas(b[0] - a[0]) + _pas(b[1] - a[1]) for a, b in pairwise(points[:-1]))
            morceaux.append(f"M{points[0][0]} {points[0][1]}l{pas.lstrip()}z")
    return "".join(morceaux)


def _pas(nombre: int) -> str:
    return str(nombre) if nombre < 0 else f" {nombre}"


def de_pres(vue: Vue, terre: str) -> str:
    assert vue.cadre is not None  # noqa: S101 -- la seule vue sans cadre est la France
    dedans = "".join(_traces([departements()[c][1] for c in vue.codes], vue))
    voisins = [c for c in _autour_de(vue) if c not in vue.codes]
    dehors = "".join(_traces([departements()[c][1] for c in voisins], vue))
    return (
        svg.balise("path", d=dehors, fill=terre, stroke=TRAIT, stroke_width=0.8, fill_opacity=0.5)
        + svg.balise("path", d=dedans, fill=terre, stroke=TRAIT, stroke_width=1.6)
        + intercommunalites(vue)
        + "".join(_nom(code, vue) for code in vue.codes)
    )


def _autour_de(vue: Vue) -> Iterable[str]:
    """Les départements que le rectangle des nôtres touche."""
    boites = [emprises()[c] for c in vue.codes if c in emprises()]
    if not boites:
        return
    ouest, sud = min(b[0] for b in boites), min(b[1] for b in boites)
    est, nord = max(b[2] for b in boites), max(b[3] for b in boites)
    for code, (o, s, e, n) in emprises().items():
        if o <= est and e >= ouest and s <= nord and n >= sud:
            yield code


def _traces(territoires: Iterable[list[Anneau]], vue: Vue) -> Iterable[str]:
    assert vue.cadre is not None  # noqa: S101 -- appelé de près seulement
    for anneaux in territoires:
        places = vue.cadre.placer_les(anneaux)
        rognes = (rogner(a, -DEBORD, -DEBORD, vue.largeur + DEBORD, vue.hauteur + DEBORD) for a in places)
        yield svg.chemin(a for a in rognes if a)


def intercommunalites(vue: Vue) -> str:
    """Leurs contours, quand l'exploitant les a importés ; deux requêtes."""
    sirens = Commune.objects.filter(departement_id__in=vue.codes, epci__isnull=False).values("epci_id")
    contours = Contour.objects.filter(niveau=NiveauDeContour.EPCI, code__in=sirens)
    trace = "".join(_traces([anneaux_de(c.geometrie) for c in contours], vue))
    if not trace:
        return ""
    return svg.balise(
        "path", d=trace, fill="none", stroke=TRAIT_FIN, stroke_width=0.9, stroke_dasharray="4 2"
    )


def _nom(code: str, vue: Vue) -> str:
    """Le nom au milieu du département, s'il est dans l'image."""
    ouest, sud, est, nord = emprises()[code]
    ou = vue.placer((ouest + est) / 2, (sud + nord) / 2)
    if ou is None:
        return ""
    return svg.texte(
        escape(departements()[code][0]), *ou, taille=20, fill="#666666", text_anchor="middle", opacity=0.8
    )
