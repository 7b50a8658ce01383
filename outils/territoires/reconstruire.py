"""Reconstruit donnees/territoires/ à partir de paquets publics.

    python3 outils/territoires/reconstruire.py [--cache DOSSIER]

Le script crée un environnement jetable pour les outils qu'il lui faut (géométrie, noms de lieux), télécharge
les archives par `npm pack`, vérifie leur empreinte, puis écrit les fichiers. Mêmes sources, mêmes octets.
"""

import argparse
import csv
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sources import DECOUPAGE, PYTHON, lire_json

SORTIE = Path(__file__).resolve().parents[2] / "donnees" / "territoires"


def main() -> None:
    analyse = argparse.ArgumentParser(description="Reconstruit les données de référence des territoires.")
    analyse.add_argument("--cache", type=Path, help="dossier où garder les archives d'une fois sur l'autre")
    options = analyse.parse_args()
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
        avec_les_outils(options.cache.resolve())
    else:
        with tempfile.TemporaryDirectory() as dossier:
            avec_les_outils(Path(dossier))


def avec_les_outils(dossier: Path) -> None:
    """Se relance soi-même dans un environnement qui a les outils, sans toucher à celui de la plateforme."""
    python = dossier / "outils" / "bin" / "python"
    if not python.exists():
        print("Installation des outils du moment…")
        venv.create(dossier / "outils", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PYTHON], check=True)
    environnement = os.environ | {"PYTHONHASHSEED": "0"}
    subprocess.run([python, __file__, str(dossier)], check=True, env=environnement)


def construire(dossier: Path) -> None:
    # Ces modules ont besoin des outils : ils ne se chargent que dans l'environnement jetable.
    import communes as module_communes  # noqa: PLC0415
    import contours as module_contours  # noqa: PLC0415
    import coordonnees  # noqa: PLC0415

    SORTIE.mkdir(parents=True, exist_ok=True)
    regions = lire_json(DECOUPAGE, "data/regions.json", dossier)
    departements = lire_json(DECOUPAGE, "data/departements.json", dossier)
    epcis = lire_json(DECOUPAGE, "data/epci.json", dossier)
    communes = module_communes.rassembler(dossier)
    contours = module_contours.lire(dossier)
    membre_de = {m["code"]: e["code"] for e in epcis for m in e["membres"]}
    points = coordonnees.situer(communes, membre_de, contours)

    ecrire("regions.csv", ("code", "nom", "zone"), ((r["code"], r["nom"], r["zone"]) for r in regions))
    ecrire(
        "departements.csv",
        ("code", "nom", "region", "chef_lieu"),
        ((d["code"], d["nom"], d["region"], chef_lieu(d)) for d in departements),
    )
    ecrire(
        "epci.csv.gz",
        ("siren", "nom", "nature", "population", "nb_communes", "lon", "lat"),
        (ligne_d_epci(e, communes.actuelles, points, coordonnees.moyenne) for e in epcis),
    )
    ecrire(
        "communes.csv.gz",
        ("code", "nom", "autres_noms", "departement", "epci", "siren", "codes_postaux", "population",
         "lon", "lat", "precision"),
        (ligne_de_commune(c, communes.autres_noms, membre_de, points) for c in communes.actuelles.values()),
    )  # fmt: skip
    ecrire(
        "anciennes_communes.csv.gz",
        ("code", "nom", "nature", "successeur", "annee", "population"),
        (
            (
                a.code,
                a.nom,
                a.nature,
                a.successeur,
                a.annee or "",
                "" if a.population is None else a.population,
            )
            for a in communes.anciennes.values()
        ),
    )
    noms = {d["code"]: d["nom"] for d in departements}
    for nom, formes in (
        ("departements.geojson", contours),
        ("departements_national.geojson", module_contours.a_l_echelle_nationale(contours)),
    ):
        annoncer(nom, module_contours.ecrire(formes, noms, SORTIE / nom))
    bilan(communes.actuelles, points)


def chef_lieu(departement: dict[str, Any]) -> str:
    """La source donne aux Terres australes le chef-lieu de Saint-Pierre-et-Miquelon : on l'omet."""
    return "" if departement["code"] == "984" else departement["chefLieu"]


def ligne_d_epci(
    epci: dict[str, Any], actuelles: dict[str, Any], points: dict[str, Any], moyenne: Any
) -> tuple:
    situees = [
        (points[m["code"]][:2], actuelles[m["code"]].get("population") or 1)
        for m in epci["membres"]
        if points.get(m["code"], ("", "", ""))[2] == "lieu"
    ]
    lon, lat = moyenne(situees) if situees else ("", "")
    return (
        epci["code"], epci["nom"], epci["type"], epci["populationMunicipale"], len(epci["membres"]),
        arrondi(lon), arrondi(lat),
    )  # fmt: skip


def ligne_de_commune(
    commune: dict[str, Any], autres: dict[str, list[str]], membre_de: dict[str, str], points: dict[str, Any]
) -> tuple:
    code = commune["code"]
    lon, lat, precision = points.get(code, ("", "", ""))
    return (
        code, commune["nom"], "|".join(autres.get(code, ())), commune["departement"], membre_de.get(code, ""),
        commune.get("siren", ""), " ".join(sorted(commune.get("codesPostaux", ()))),
        commune.get("population", ""), arrondi(lon), arrondi(lat), precision,
    )  # fmt: skip


def arrondi(valeur: float | str) -> float | str:
    return round(valeur, 4) if isinstance(valeur, float) else valeur


def ecrire(nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> None:
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, lineterminator="\n")
    rangees = sorted([str(v) for v in ligne] for ligne in lignes)
    ecrivain.writerow(entetes)
    ecrivain.writerows(rangees)
    octets = tampon.getvalue().encode()
    (SORTIE / nom).write_bytes(gzip.compress(octets, 9, mtime=0) if nom.endswith(".gz") else octets)
    annoncer(nom, len(rangees))


def annoncer(nom: str, nb: int) -> None:
    octets = (SORTIE / nom).read_bytes()
    print(f"{nom:<32}{nb:>7} lignes {len(octets):>9} octets  {hashlib.sha256(octets).hexdigest()[:16]}")


def bilan(actuelles: dict[str, Any], points: dict[str, Any]) -> None:
    total = sum(c.get("population") or 0 for c in actuelles.values())
    for precision in ("lieu", "approche"):
        codes = [c for c in actuelles if points.get(c, ("", "", ""))[2] == precision]
        habitants = sum(actuelles[c].get("population") or 0 for c in codes)
        print(f"point « {precision} » : {len(codes)} communes ({habitants / total:.1%} de la population)")
    manquants = sorted(
        (c for c in actuelles.values() if points.get(c["code"], ("", "", ""))[2] != "lieu"),
        key=lambda c: -(c.get("population") or 0),
    )
    print("les plus peuplées sans lieu :", ", ".join(f"{c['nom']} ({c['code']})" for c in manquants[:12]))


if __name__ == "__main__":
    if len(sys.argv) == 2 and Path(sys.argv[1]).is_dir():
        construire(Path(sys.argv[1]))
    else:
        main()
