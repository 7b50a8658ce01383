"""Lire un fichier publié au fil de l'eau : CSV, CSV dans un ZIP, ou classeur ; jamais tout en mémoire."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from openpyxl import load_workbook

ECHANTILLON = 64 * 1024
TAILLE_DECOMPRESSEE_MAXIMALE = 3 * 1024**3  # octets ; le dossier complet en fait moins de la moitié
CHAMP_MAXIMAL = 1024 * 1024


class FichierRefuseError(ValueError):
    """Le fichier n'est pas celui que l'on attend ; la phrase dit quoi faire."""


@contextmanager
def lignes_de(fichier: IO[bytes], nom: str) -> Iterator[Iterator[Sequence[str]]]:
    """Les lignes du fichier, l'une après l'autre, en textes."""
    extension = Path(nom).suffix.lower()
    if extension == ".csv":
        yield _csv(fichier)
    elif extension == ".zip":
        with _membre(fichier) as dedans:
            yield _csv(dedans)
    elif extension == ".xlsx":
        yield _classeur(fichier)
    else:
        raise FichierRefuseError(
            "Déposez le fichier publié : un CSV, un ZIP qui en contient un, ou un classeur XLSX."
        )


@contextmanager
def _membre(fichier: IO[bytes]) -> Iterator[IO[bytes]]:
    """Le plus gros CSV de l'archive : à côté des données, l'Insee joint leur description."""
    try:
        archive = zipfile.ZipFile(fichier)
    except zipfile.BadZipFile as erreur:
        raise FichierRefuseError("Cette archive ZIP est abîmée : téléchargez-la de nouveau.") from erreur
    with archive:
        membres = [m for m in archive.infolist() if m.filename.lower().endswith(".csv")]
        if not membres:
            raise FichierRefuseError("Cette archive ne contient aucun fichier CSV.")
        choisi = max(membres, key=lambda m: m.file_size)
        if choisi.file_size > TAILLE_DECOMPRESSEE_MAXIMALE:
            raise FichierRefuseError(
                "Une fois décompressé, ce fichier dépasserait 3 Go : ce n'est pas le bon."
            )
        with archive.open(choisi) as dedans:
            yield dedans


def _csv(fichier: IO[bytes]) -> Iterator[Sequence[str]]:
    debut = fichier.read(ECHANTILLON)
    if b"\x00" in debut:
        raise FichierRefuseError("Ce fichier n'est pas un CSV : déposez-le tel qu'il est publié.")
    fichier.seek(0)
    texte = io.TextIOWrapper(fichier, encoding=_encodage(debut), errors="replace", newline="")
    csv.field_size_limit(CHAMP_MAXIMAL)
    try:
        yield from csv.reader(texte, delimiter=_separateur(debut))
    except csv.Error as erreur:
        raise FichierRefuseError(f"Ce CSV est mal formé : {erreur}.") from erreur
    finally:
        texte.detach()


def _encodage(debut: bytes) -> str:
    try:
        debut[: ECHANTILLON - 4].decode("utf-8")
    except UnicodeDecodeError as erreur:
        # Une coupure au milieu d'un caractère n'est pas une faute d'encodage.
        if erreur.end < min(len(debut), ECHANTILLON - 4) - 4:
            return "cp1252"
    return "utf-8-sig"


def _separateur(debut: bytes) -> str:
    return max(";,\t", key=lambda s: debut.count(s.encode()))


def _classeur(fichier: IO[bytes]) -> Iterator[Sequence[str]]:
    try:
        classeur = load_workbook(fichier, read_only=True, data_only=True)
    except (zipfile.BadZipFile, LookupError, SyntaxError, TypeError, ValueError, OSError) as erreur:
        raise FichierRefuseError("Ce classeur ne s'ouvre pas : téléchargez-le de nouveau.") from erreur
    try:
        for ligne in classeur.worksheets[0].iter_rows(values_only=True):
            yield ["" if case is None else str(case) for case in ligne]
    finally:
        classeur.close()
