"""Les points de la carte, et la même carte dessinée par le serveur."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from etabli.socle.francais import pluriel
from etabli.territoires.cartes import Point, carte_de_france
from etabli.territoires.cartes.fond import departements_au_loin
from etabli.vitrine.calcul.catalogue import Fiche
from etabli.vitrine.colonnes import est_approchee


def points_de_la_carte(fiches: Sequence[Fiche]) -> list[dict[str, Any]]:
    """Un point par lieu ; deux ateliers au même endroit partagent le leur."""
    lieux: dict[tuple[float, float], list[Fiche]] = {}
    for fiche in fiches:
        if fiche.lon is not None and fiche.lat is not None:
            lieux.setdefault((fiche.lon, fiche.lat), []).append(fiche)
    return [
        {"lon": lon, "lat": lat, "approche": all(map(est_approchee, ici)), "ateliers": [_infobulle(f) for f in ici]}
        for (lon, lat), ici in lieux.items()
    ]  # fmt: skip


def _infobulle(fiche: Fiche) -> dict[str, Any]:
    return {
        "cle": fiche.cle,
        "titre": fiche.titre,
        "url": fiche.url,
        "detail": " · ".join(filter(None, (fiche.nom_du_format, fiche.annee, fiche.lieu))),
        "fictif": fiche.est_fictif,
    }


def carte_des_fiches(fiches: Sequence[Fiche]) -> str:
    places = [f for f in fiches if f.lon is not None and f.lat is not None]
    return carte_de_france(
        titre="Les ateliers en France",
        description=f"{pluriel(len(places), 'atelier')} sur la carte ; la liste qui suit les dit tous.",
        points=[Point(f.lon or 0.0, f.lat or 0.0, f.titre) for f in places],
        surlignes={d.code for f in places for d in f.departements},
    )


@lru_cache(maxsize=1)
def contours() -> str:
    """Les départements, la métropole allégée : trois décimales (cent mètres) suffisent."""
    traits = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": nom},
            "geometry": {"type": "MultiPolygon", "coordinates": [[_leger(anneau)] for anneau in anneaux]},
        }
        for code, (nom, anneaux) in departements_au_loin().items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": traits}, separators=(",", ":"))


def _leger(anneau: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    leger: list[tuple[float, float]] = []
    for lon, lat in anneau:
        sommet = (round(lon, 3), round(lat, 3))
        if not leger or sommet != leger[-1]:
            leger.append(sommet)
    # Un anneau se ferme et compte au moins quatre sommets (RFC 7946) ; un îlot trop petit garde ses décimales.
    return leger if len(leger) >= 4 and leger[0] == leger[-1] else list(anneau)
