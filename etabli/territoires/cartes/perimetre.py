"""Un périmètre dans ses départements : ses communes, leurs voisines, l'échelle, le nord, un repère."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from django.db.models import Count

from etabli.socle.memoire import Tiroir
from etabli.territoires.calcul import lambert93
from etabli.territoires.cartes import svg
from etabli.territoires.cartes.etiquettes import disposer
from etabli.territoires.cartes.fond import (
    Anneau,
    Cadre,
    anneaux_de,
    cadrer,
    departements,
    projection_pour,
    rogner,
)
from etabli.territoires.cartes.habillage import habiller, reserves, sources
from etabli.territoires.cartes.lieux import COTE_D_UN_SEMIS, ecrire, marque, nommer, placer, position
from etabli.territoires.enums import NiveauDeContour
from etabli.territoires.models import Chargement, Commune, Contour, Perimetre

LARGEUR, HAUTEUR, BANDEAU = 800, 600, 56
# Quelques dizaines de ko chacune ; rien n'y dépend du jour.
CARTES: Tiroir[str] = Tiroir(200, 24 * 3600)
NB_POUR_UN_TRAIT_FIN = 100
COTE_MINIMAL = 24_000.0  # mètres : un périmètre d'une commune garde ses voisines à l'écran
MARGE_AUTOUR, MARGE_D_UN_GRAND = 0.35, 0.12  # part de la taille du périmètre, de chaque côté
GRAND_COTE = 80_000.0  # mètres : au-delà, les petites voisines ne seraient qu'un semis


def carte_du_perimetre(perimetre: Perimetre, *, titre: str, description: str) -> str:
    """Le SVG du périmètre ; avec les contours importés quand il y en a, sinon en points proportionnels.

    Dessiné une fois par version du périmètre et du découpage : retracer l'un ou recharger l'autre le redessine.
    """
    charge_le = Chargement.dernier()
    cle = (perimetre.pk, perimetre.modifie_le, charge_le, titre, description)
    if charge_le and (gardee := CARTES.lire(cle)):
        return gardee
    dessin = carte_de_communes(
        perimetre.lire_les_communes(), millesime=perimetre.millesime, titre=titre, description=description
    )
    if charge_le:
        CARTES.ranger(cle, dessin)
    return dessin


def carte_de_communes(communes: Iterable[Commune], *, millesime: int, titre: str, description: str) -> str:
    dedans = [c for c in communes if c.lon is not None and c.lat is not None]
    if not dedans:
        return svg.image(
            [svg.texte("La position de ces communes n'est pas connue.", 40, 60, taille=18)],
            largeur=LARGEUR,
            hauteur=120,
            titre=titre,
            description=description,
        )
    cadre = cadre_autour(dedans)
    codes = {c.code for c in dedans}
    voisines = [c for c in communes_dans(cadre) if c.code not in codes]
    contours = contours_de([*dedans, *(voisines if est_de_pres(cadre) else ())])
    lieux = placer([*dedans, *voisines], codes, cadre, avec_contours=bool(contours.keys() & codes))
    cle = f"cadre-{svg.identifiant(titre, description)}"
    return svg.image(
        (
            svg.balise("clipPath", svg.balise("rect", width=LARGEUR, height=HAUTEUR), id=cle),
            svg.balise("rect", width=LARGEUR, height=HAUTEUR, fill=svg.BLANC),
            svg.balise(
                "g",
                *dessin(dedans, contours, codes, cadre),
                *(marque(lieu) for lieu in sorted(lieux, key=lambda p: (p.est_dedans, -p.rayon))),
                *(ecrire(e) for e in disposer(nommer(lieux), LARGEUR, HAUTEUR, reserves=reserves(cadre))),
                clip_path=f"url(#{cle})",
            ),
            *habiller(cadre, dedans, lieux),
            *sources(millesime, contours.values(), cadre),
        ),
        largeur=LARGEUR,
        hauteur=HAUTEUR + BANDEAU,
        titre=titre,
        description=description,
    )


def dessin(
    communes: Sequence[Commune], contours: dict[str, Contour], codes: set[str], cadre: Cadre
) -> list[str]:
    """Les terres, puis les contours s'il y en a, et les limites de département par-dessus."""
    entiers = departements_entiers(communes)
    if not contours:
        return fond(cadre, entiers, plein=True)
    return [
        *fond(cadre, entiers, plein=True),
        *dessiner_les_contours(contours, codes, cadre),
        *fond(cadre, entiers, plein=False),
    ]


def cadre_autour(communes: Sequence[Commune]) -> Cadre:
    positions = [position(c) for c in communes]
    lon = sum(p[0] for p in positions) / len(positions)
    lat = sum(p[1] for p in positions) / len(positions)
    projeter = projection_pour(lon, lat)
    serre = cadrer(positions, projeter, 0, 0, LARGEUR, HAUTEUR)
    grand = max(serre.est - serre.ouest, serre.nord - serre.sud) > GRAND_COTE
    agrandissement = 1 + 2 * (MARGE_D_UN_GRAND if grand else MARGE_AUTOUR)
    milieu_x, milieu_y = (serre.ouest + serre.est) / 2, (serre.sud + serre.nord) / 2
    cote_x = max(serre.est - serre.ouest, COTE_MINIMAL) * agrandissement
    cote_y = max(serre.nord - serre.sud, COTE_MINIMAL * HAUTEUR / LARGEUR) * agrandissement
    # Le cadre prend les proportions de l'image : rien ne reste vide sur les bords.
    cote_x = max(cote_x, cote_y * LARGEUR / HAUTEUR)
    cote_y = cote_x * HAUTEUR / LARGEUR
    return Cadre(
        projeter,
        milieu_x - cote_x / 2,
        milieu_y - cote_y / 2,
        milieu_x + cote_x / 2,
        milieu_y + cote_y / 2,
        0,
        0,
        LARGEUR,
        HAUTEUR,
    )


def communes_dans(cadre: Cadre) -> list[Commune]:
    """Les communes du cadre ; on lit un peu large en degrés, puis on garde ce qui tombe dedans."""
    demi_lat = (cadre.nord - cadre.sud) / 2 / 111_000 * 1.1
    lon, lat = milieu(cadre)
    demi_lon = (cadre.est - cadre.ouest) / 2 / (111_000 * max(0.1, math.cos(math.radians(lat)))) * 1.15
    proches = Commune.objects.actuelles().filter(
        lon__range=(lon - demi_lon, lon + demi_lon), lat__range=(lat - demi_lat, lat + demi_lat)
    )
    return [c for c in proches if cadre.contient(*position(c))]


@lru_cache(maxsize=256)
def milieu(cadre: Cadre) -> tuple[float, float]:
    """Le centre du cadre en degrés : la projection s'inverse par approches (quelques pas suffisent)."""
    x, y = (cadre.ouest + cadre.est) / 2, (cadre.sud + cadre.nord) / 2
    lon, lat = (3.0, 46.5) if cadre.projeter is lambert93 else (0.0, 0.0)
    for _ in range(30):
        x0, y0 = cadre.projeter(lon, lat)
        par_lon = (cadre.projeter(lon + 1e-4, lat)[0] - x0) / 1e-4
        par_lat = (cadre.projeter(lon, lat + 1e-4)[1] - y0) / 1e-4
        lon, lat = lon + (x - x0) / par_lon, lat + (y - y0) / par_lat
    return lon, lat


def est_de_pres(cadre: Cadre) -> bool:
    return cadre.est - cadre.ouest <= COTE_D_UN_SEMIS


def contours_de(communes: Iterable[Commune]) -> dict[str, Contour]:
    codes = [c.code for c in communes]
    return {c.code: c for c in Contour.objects.filter(niveau=NiveauDeContour.COMMUNE, code__in=codes)}


def departements_entiers(communes: Sequence[Commune]) -> set[str]:
    """Ceux dont toutes les communes sont dans le périmètre : leur contour est alors celui du périmètre."""
    presentes = Counter(c.departement_id for c in communes if c.est_actuelle)
    totaux = (
        Commune.objects.actuelles()
        .filter(departement__in=presentes)
        .values_list("departement")
        .annotate(nb=Count("pk"))
        .order_by()
    )
    return {code for code, nb in totaux if presentes[code] == nb}


def fond(cadre: Cadre, entiers: set[str], *, plein: bool) -> list[str]:
    """Les terres en gris très clair, la mer en blanc ; sans remplissage, seulement les limites."""
    return [
        svg.balise(
            "path",
            svg.balise("title", escape(departements()[code][0])),
            d=d,
            fill=("none" if not plein else svg.BLEUS[0] if code in entiers else svg.TERRE),
            stroke=svg.GRIS,
            stroke_width=1.2,
            stroke_linejoin="round",
            fill_rule="evenodd",
        )
        for code, d in traces_des_departements(cadre)
    ]


@lru_cache(maxsize=64)
def traces_des_departements(cadre: Cadre) -> list[tuple[str, str]]:
    """Ne dépend que du cadre et d'un fichier livré : une page relue ne le redessine pas."""
    lon, lat = milieu(cadre)
    traces = []
    for code, (_, anneaux) in departements().items():
        # Un premier tri en degrés évite de projeter toute la France.
        proches = [a for a in anneaux if any(abs(x - lon) < 4 and abs(y - lat) < 3 for x, y in a)]
        if proches and (d := svg.chemin(visibles(cadre, proches))):
            traces.append((code, d))
    return traces


def dessiner_les_contours(contours: dict[str, Contour], codes: set[str], cadre: Cadre) -> list[str]:
    """Les voisines d'abord : le trait du périmètre passe par-dessus."""
    dessins = []
    trait = 1.2 if len(codes) < NB_POUR_UN_TRAIT_FIN else 0.6
    for contour in sorted(contours.values(), key=lambda c: (c.code in codes, c.code)):
        est_dedans = contour.code in codes
        dessins.append(
            svg.balise(
                "path",
                d=svg.chemin(visibles(cadre, anneaux_de(contour.geometrie))),
                fill=svg.BLEUS[0] if est_dedans else svg.TERRE,
                stroke=svg.BLEU if est_dedans else "#bbbbbb",
                stroke_width=trait if est_dedans else 0.6,
                stroke_linejoin="round",
                fill_rule="evenodd",
            )
        )
    return dessins


def visibles(cadre: Cadre, anneaux: Iterable[Anneau]) -> list[Anneau]:
    """Coupés un peu au-delà du bord, pour que le trait de coupe ne se voie pas."""
    return [rogner(a, -20, -20, LARGEUR + 20, HAUTEUR + 20) for a in cadre.placer_les(anneaux)]
