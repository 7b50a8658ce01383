"""Mettre en base le recensement des ateliers réels, à l'image du fichier."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from etabli.dossier.models import FormatAtelier
from etabli.territoires.calcul import normaliser
from etabli.territoires.models import Commune, Departement
from etabli.vitrine.calcul.recensement import (
    NomDeTerritoire,
    lire_le_format,
    lire_les_annees,
    lire_les_codes,
    lire_les_sources,
    noms_des_territoires,
    nu,
)
from etabli.vitrine.enums import Position
from etabli.vitrine.models import Realisation

Point = tuple[float, float]


@dataclass(frozen=True)
class Bilan:
    nb: int
    nb_retirees: int
    nb_reconnues: int
    nb_approchees: int


@transaction.atomic
def charger_les_realisations(fichier: Path) -> Bilan:
    """Le fichier fait foi : une ligne changée met à jour, une ligne retirée efface ; relancer ne change rien."""
    with fichier.open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux))
    codes = {code for ligne in lignes for code in lire_les_codes(ligne["departement_code"])}
    departements = Departement.objects.in_bulk(codes)
    formats = FormatAtelier.objects.in_bulk()
    reperes = Reperes(codes)
    slugs = []
    for ligne in lignes:
        siens = [departements[c] for c in lire_les_codes(ligne["departement_code"]) if c in departements]
        slug = slugify(ligne["nom"])[:120].strip("-")
        realisation, _ = Realisation.objects.update_or_create(
            slug=slug, defaults=_champs(ligne, siens, formats, reperes)
        )
        realisation.departements.set(siens)
        slugs.append(slug)
    retirees, _ = Realisation.objects.exclude(slug__in=slugs).delete()
    places = list(Realisation.objects.values_list("position", flat=True))
    return Bilan(len(slugs), retirees, places.count(Position.RECONNUE), places.count(Position.APPROCHEE))


def _champs(
    ligne: dict[str, str],
    departements: list[Departement],
    formats: dict[str, FormatAtelier],
    reperes: "Reperes",
) -> dict[str, Any]:
    code, reserve = lire_le_format(ligne["format"])
    annees = lire_les_annees(ligne["annee"])
    point, position = reperes.situer(ligne, departements)
    return {
        "nom": ligne["nom"],
        "format": formats.get(code),
        "precision_du_format": reserve,
        "territoire": nu(ligne["epci_ou_communes"]),
        "annee_debut": annees.debut,
        "annee_fin": annees.fin,
        "annee_texte": annees.texte,
        "theme": nu(ligne["theme"]),
        "equipe": nu(ligne["equipe"]),
        "pilote": nu(ligne["pilote"]),
        "sources": lire_les_sources(ligne["source"]),
        "lon": point[0] if point else None,
        "lat": point[1] if point else None,
        "position": position,
    }


class Reperes:
    """Les communes et intercommunalités des départements cités, par nom normalisé."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._communes: dict[tuple[str, str], list[Point]] = {}
        self._epcis: dict[tuple[str, str], dict[str, Point]] = {}
        self._chefs_lieux: dict[str, Point] = {}
        communes = Commune.objects.filter(
            departement_id__in=list(codes), est_actuelle=True, lon__isnull=False
        )
        for commune in communes.select_related("epci", "departement"):
            self._ajouter(commune)

    def _ajouter(self, commune: Commune) -> None:
        point = (commune.lon or 0.0, commune.lat or 0.0)
        departement = commune.departement_id
        self._communes.setdefault((departement, normaliser(commune.nom)), []).append(point)
        if commune.departement.chef_lieu == commune.code:
            self._chefs_lieux[departement] = point
        epci = commune.epci
        if epci is not None and epci.lon is not None and epci.lat is not None:
            for nom in noms_des_territoires(epci.nom):
                self._epcis.setdefault((departement, nom.cle), {})[epci.siren] = (epci.lon, epci.lat)

    def situer(self, ligne: dict[str, str], departements: list[Departement]) -> tuple[Point | None, str]:
        """Le centre des territoires reconnus ; à défaut des chefs-lieux ; à défaut rien."""
        codes = [d.code for d in departements]
        noms = noms_des_territoires(ligne["epci_ou_communes"])
        trouves = [p for p in (self._reconnaitre(nom, codes) for nom in noms) if p is not None]
        if trouves:
            return _milieu(trouves), (Position.RECONNUE if len(trouves) == len(noms) else Position.APPROCHEE)
        chefs_lieux = [self._chefs_lieux[c] for c in codes if c in self._chefs_lieux]
        return (_milieu(chefs_lieux), Position.APPROCHEE) if chefs_lieux else (None, Position.INCONNUE)

    def _reconnaitre(self, nom: NomDeTerritoire, codes: list[str]) -> Point | None:
        """Un seul territoire de ce nom dans ces départements, sinon on ne choisit pas."""
        epcis = {s: p for c in codes for s, p in self._epcis.get((c, nom.cle), {}).items()}
        communes = [p for c in codes for p in self._communes.get((c, nom.cle), [])]
        candidats = (
            list(epcis.values())
            if nom.genre == "epci"
            else communes
            if nom.genre == "commune"
            else (list(epcis.values()) or communes)
        )
        return candidats[0] if len(candidats) == 1 else None


def _milieu(points: list[Point]) -> Point:
    lon, lat = (sum(axe) / len(points) for axe in zip(*points, strict=True))
    return round(lon, 4), round(lat, 4)
