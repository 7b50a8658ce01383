"""L'archive : `base`, `fichiers/…`, puis `manifeste.json`, qui donne la taille et l'empreinte de chacun.

La base est photographiée d'abord, les fichiers qu'elle cite ensuite : un fichier ne change jamais une fois écrit,
l'ensemble est donc celui de l'instant de la photographie, sans rien arrêter.
"""

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO

from django.apps import apps
from django.core.files.storage import Storage
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now

from etabli.socle.sauvegarde.moteurs import photographier

FORMAT = 1
BASE, FICHIERS, MANIFESTE = "base", "fichiers/", "manifeste.json"
MORCEAU = 1024 * 1024


class ArchiveRefusee(Exception):  # noqa: N818 -- un refus, pas une panne
    """L'archive est incomplète ou n'est pas celle qu'elle dit."""


@dataclass
class Manifeste:
    moteur: str
    prise_le: str
    migrations: list[str]
    pieces: dict[str, dict[str, int | str]] = field(default_factory=dict)
    absents: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def nb_fichiers(self) -> int:
        return len(self.pieces) - 1

    @property
    def poids(self) -> int:
        return sum(int(piece["taille"]) for piece in self.pieces.values())


class _Lu:
    """Un flux dont on garde l'empreinte en le copiant."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.somme, self.taille = source, hashlib.sha256(), 0

    def read(self, taille: int = -1) -> bytes:
        octets = self.source.read(taille)
        self.somme.update(octets)
        self.taille += len(octets)
        return octets


def fichiers_cites() -> Iterator[tuple[Storage, str]]:
    """Chaque fichier qu'une ligne de la base nomme, une fois, quel que soit l'étage."""
    vus: set[str] = set()
    for modele in apps.get_models():
        for champ in modele._meta.concrete_fields:
            if isinstance(champ, models.FileField):
                lignes = modele._base_manager.exclude(**{champ.name: ""}).values_list(champ.name, flat=True)
                for nom in lignes.iterator():
                    if nom and nom not in vus:
                        vus.add(nom)
                        yield champ.storage, nom


def ecrire(dossier: Path) -> tuple[Path, Manifeste]:
    """Écrit une archive neuve dans `dossier` ; son nom n'apparaît qu'une fois qu'elle est entière."""
    dossier.mkdir(parents=True, exist_ok=True)
    maintenant = now()
    archive = dossier / f"etabli-{maintenant:%Y%m%d-%H%M%S}.tar"
    en_cours = archive.with_suffix(".partielle")
    en_cours.touch(mode=0o600)  # une sauvegarde contient tout ce que la plateforme protège
    appliquees = MigrationRecorder(connection).applied_migrations()
    migrations = sorted(f"{app}.{nom}" for app, nom in appliquees)
    manifeste = Manifeste(connection.vendor, maintenant.isoformat(), migrations)
    with tempfile.TemporaryDirectory(dir=dossier) as provisoire, tarfile.open(en_cours, "w") as tar:
        photo = Path(provisoire) / BASE
        with photographier(photo):
            with photo.open("rb") as ouverte:
                _ajouter(tar, manifeste, BASE, ouverte, photo.stat().st_size)
            for depot, nom in fichiers_cites():
                try:
                    with depot.open(nom, "rb") as fichier:
                        _ajouter(tar, manifeste, FICHIERS + nom, fichier, depot.size(nom))
                except FileNotFoundError:
                    manifeste.absents.append(nom)
        dit = json.dumps(asdict(manifeste), ensure_ascii=False, indent=1).encode()
        piece = tarfile.TarInfo(MANIFESTE)
        piece.size = len(dit)
        tar.addfile(piece, BytesIO(dit))
    en_cours.replace(archive)
    return archive, manifeste


def _ajouter(tar: tarfile.TarFile, manifeste: Manifeste, nom: str, source: IO[bytes], taille: int) -> None:
    lu, piece = _Lu(source), tarfile.TarInfo(nom)
    piece.size, piece.mode = taille, 0o600
    tar.addfile(piece, lu)
    manifeste.pieces[nom] = {"taille": lu.taille, "sha256": lu.somme.hexdigest()}


def verifier(archive: Path) -> Manifeste:
    """Relit toute l'archive contre son manifeste ; lève `ArchiveRefusee` à la première différence."""
    trouvees: dict[str, dict[str, int | str]] = {}
    dit: bytes | None = None
    try:
        with tarfile.open(archive, "r") as tar:
            for piece in tar:
                contenu = tar.extractfile(piece)
                if contenu is None or ".." in Path(piece.name).parts or piece.name.startswith("/"):
                    raise ArchiveRefusee(f"« {piece.name} » n'a pas sa place dans une sauvegarde.")
                if piece.name == MANIFESTE:
                    dit = contenu.read()
                    continue
                lu = _Lu(contenu)
                while lu.read(MORCEAU):
                    pass
                trouvees[piece.name] = {"taille": lu.taille, "sha256": lu.somme.hexdigest()}
    except (tarfile.TarError, OSError, EOFError) as erreur:
        raise ArchiveRefusee(f"L'archive ne se lit pas jusqu'au bout : {erreur}.") from erreur
    if dit is None:
        raise ArchiveRefusee("L'archive n'a pas de manifeste : la sauvegarde n'était pas allée à son terme.")
    manifeste = Manifeste(**json.loads(dit))
    if manifeste.format != FORMAT:
        raise ArchiveRefusee(
            f"Cette archive est au format {manifeste.format} ; on ne sait lire que le {FORMAT}."
        )
    for nom in sorted({*trouvees, *manifeste.pieces}):
        if trouvees.get(nom) != manifeste.pieces.get(nom):
            raise ArchiveRefusee(
                f"« {nom} » n'est pas ce que dit le manifeste : l'archive a été abîmée ou modifiée."
            )
    return manifeste
