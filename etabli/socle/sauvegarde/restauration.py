"""Remettre une archive : tout est vérifié avant que quoi que ce soit ne change."""

import tarfile
import tempfile
from pathlib import Path

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.db import connection, models

from etabli.socle.sauvegarde.archive import BASE, FICHIERS, ArchiveRefusee, Manifeste, verifier
from etabli.socle.sauvegarde.moteurs import est_vide, remettre


def restaurer(archive: Path, *, remplacer: bool = False) -> Manifeste:
    """Les fichiers d'abord, sans toucher à ceux qui sont déjà là, la base ensuite : elle ne cite rien d'absent."""
    manifeste = verifier(archive)
    if manifeste.moteur != connection.vendor:
        raise ArchiveRefusee(
            f"Cette archive vient de {manifeste.moteur} et cette base est {connection.vendor} : "
            "restaurez-la sur le même moteur."
        )
    if not remplacer and not est_vide():
        raise ArchiveRefusee(
            "Cette base n'est pas vide. Sauvegardez-la si elle compte, puis relancez avec --remplacer."
        )
    with tarfile.open(archive, "r") as tar, tempfile.TemporaryDirectory(dir=archive.parent) as provisoire:
        photo = Path(provisoire) / BASE
        for piece in tar:
            contenu = tar.extractfile(piece)
            if contenu is None:
                continue
            if piece.name == BASE:
                with photo.open("wb") as sortie:
                    while morceau := contenu.read(1024 * 1024):
                        sortie.write(morceau)
            elif piece.name.startswith(FICHIERS):
                _remettre_le_fichier(_depot(), piece.name.removeprefix(FICHIERS), File(contenu), piece.size)
        remettre(photo)
    return manifeste


def _depot() -> Storage:
    """Tous nos champs rangent au même endroit ; un champ qui rangerait ailleurs le dirait ici."""
    ailleurs = {
        champ.storage
        for modele in apps.get_models()
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.FileField) and champ.storage != default_storage
    }
    if ailleurs:
        raise ArchiveRefusee(
            "Des fichiers sont rangés hors du dépôt commun : la restauration ne sait pas où."
        )
    return default_storage


def _remettre_le_fichier(depot: Storage, nom: str, contenu: File[bytes], taille: int) -> None:
    """Un fichier ne change jamais : s'il est là, entier, il y reste ; sinon il est réécrit."""
    if depot.exists(nom):
        if depot.size(nom) == taille:
            return
        depot.delete(nom)
    if depot.save(nom, contenu) != nom:
        raise ArchiveRefusee(f"« {nom} » n'a pas pu reprendre sa place.")
