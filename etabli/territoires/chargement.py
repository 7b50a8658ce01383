"""Charger les fichiers de référence de `donnees/territoires/` dans la base."""

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from etabli.territoires.contours import situer_par_les_contours
from etabli.territoires.enums import NatureDeCommune
from etabli.territoires.models import Chargement, Commune, Departement, Epci, Region
from etabli.territoires.recherche import indexer

MILLESIME = 2026
FICHIERS = (
    "regions.csv",
    "departements.csv",
    "epci.csv.gz",
    "communes.csv.gz",
    "anciennes_communes.csv.gz",
)
# Changer la forme de l'index ou des champs change cette version, et fait recharger les bases en place.
VERSION_DU_CHARGEMENT = 1
LOT = 1000
Dire = Callable[[str], object]


def dossier() -> Path:
    return Path(settings.DONNEES) / "territoires"


def empreinte() -> str:
    """Ce qui décide s'il y a quelque chose à charger."""
    somme = hashlib.sha256(f"{MILLESIME}/{VERSION_DU_CHARGEMENT}".encode())
    for nom in FICHIERS:
        somme.update((dossier() / nom).read_bytes())
    return somme.hexdigest()


def charger(*, dire: Dire = lambda phrase: None, forcer: bool = False) -> bool:
    """Charge ou met à jour tout le découpage ; rend faux s'il était déjà en place."""
    marque = empreinte()
    if not forcer and Chargement.objects.filter(empreinte=marque).exists():
        dire(f"Le code officiel géographique {MILLESIME} est déjà chargé.")
        return False
    with transaction.atomic():
        charger_les_niveaux(dire)
        charger_les_communes(dire)
        if nb := situer_par_les_contours():
            dire(f"{nb} communes situées par leur contour importé.")
        dire(f"{indexer()} entrées de recherche.")
        Chargement.objects.update_or_create(cle=1, defaults={"millesime": MILLESIME, "empreinte": marque})
    return True


def charger_les_niveaux(dire: Dire) -> None:
    regions = [Region(code=r["code"], nom=r["nom"]) for r in lire("regions.csv")]
    departements = [
        Departement(code=d["code"], nom=d["nom"], region_id=d["region"], chef_lieu=d["chef_lieu"])
        for d in lire("departements.csv")
    ]
    epcis = [
        Epci(
            siren=e["siren"],
            nom=e["nom"],
            nature=e["nature"],
            population=entier(e["population"]),
            nb_communes=int(e["nb_communes"]),
            lon=decimal(e["lon"]),
            lat=decimal(e["lat"]),
            est_actuel=True,
        )
        for e in lire("epci.csv.gz")
    ]
    # Une intercommunalité dissoute reste lisible dans les dossiers qui la citent.
    Epci.objects.update(est_actuel=False)
    for objets in (regions, departements, epcis):
        ecrire(objets)
        dire(f"{len(objets)} {objets[0]._meta.verbose_name_plural}.")


def charger_les_communes(dire: Dire) -> None:
    actuelles = [
        Commune(
            code=c["code"],
            nom=c["nom"],
            autres_noms=[n for n in c["autres_noms"].split("|") if n],
            departement_id=c["departement"],
            epci_id=c["epci"] or None,
            siren=c["siren"],
            codes_postaux=c["codes_postaux"],
            population=entier(c["population"]),
            lon=decimal(c["lon"]),
            lat=decimal(c["lat"]),
            precision_du_point=c["precision"],
        )
        for c in lire("communes.csv.gz")
    ]
    ecrire(actuelles)
    dire(f"{len(actuelles)} communes.")
    departement_de = {c.code: c.departement_id for c in actuelles}
    anciennes = [
        Commune(
            code=a["code"],
            nom=a["nom"],
            nature=NatureDeCommune(a["nature"]),
            departement_id=departement_de[a["successeur"]],
            population=entier(a["population"]),
            est_actuelle=False,
            successeur_id=a["successeur"],
            annee_de_fin=entier(a["annee"]),
        )
        for a in lire("anciennes_communes.csv.gz")
    ]
    ecrire(anciennes)
    dire(f"{len(anciennes)} communes anciennes, déléguées, associées ou arrondissements.")


def ecrire(objets: list[Any]) -> None:
    """Insère ou met à jour par clé, d'un même geste sur les deux bases."""
    modele: type[models.Model] = type(objets[0])
    champs = [c.name for c in modele._meta.concrete_fields if not c.primary_key]
    modele._default_manager.bulk_create(
        objets, batch_size=LOT, update_conflicts=True, unique_fields=["pk"], update_fields=champs
    )


def lire(nom: str) -> Iterator[dict[str, str]]:
    octets = (dossier() / nom).read_bytes()
    texte = gzip.decompress(octets) if nom.endswith(".gz") else octets
    return csv.DictReader(io.StringIO(texte.decode()))


def entier(texte: str) -> int | None:
    return int(texte) if texte else None


def decimal(texte: str) -> float | None:
    return float(texte) if texte else None
