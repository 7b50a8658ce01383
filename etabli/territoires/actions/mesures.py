"""Déposer un fichier de mesures, le relire à blanc, l'appliquer."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import now

from etabli.socle import journal
from etabli.socle.fichiers import nom_sur
from etabli.territoires.enums import Jeu
from etabli.territoires.mesures import FichierRefuseError, Rapport, importer
from etabli.territoires.models import ImportDeMesures

EXTENSIONS = {".csv": b"", ".zip": b"PK", ".xlsx": b"PK"}
Dire = Callable[[int], object]


@transaction.atomic
def deposer_des_mesures(
    jeu: Jeu | str, fichier: File[bytes], *, millesime: int, source: str, par: Any
) -> ImportDeMesures:
    """Range le fichier tel quel, par morceaux : il n'est jamais tout entier en mémoire."""
    nom = nom_sur(Path(fichier.name or "").name)
    verifier(nom, fichier)
    somme = hashlib.sha256()
    for morceau in fichier.chunks():
        somme.update(morceau)
    fichier.seek(0)
    origine = ImportDeMesures(
        jeu=jeu,
        nom=nom,
        sha256=somme.hexdigest(),
        taille=fichier.size or 0,
        millesime=millesime,
        source=source.strip(),
        depose_par=par,
    )
    origine.fichier.save(nom, fichier, save=False)
    origine.save()
    donnees = {"jeu": str(jeu), "millesime": millesime, "sha256": origine.sha256}
    journal.inscrire("deposer_des_mesures", origine, par=par, phrase=f"a déposé {nom}", donnees=donnees)
    return origine


def verifier(nom: str, fichier: File[bytes]) -> None:
    extension = Path(nom).suffix.lower()
    if extension not in EXTENSIONS:
        raise ValidationError(
            "Déposez le fichier publié : un CSV, un ZIP qui en contient un, ou un classeur XLSX."
        )
    if not fichier.size:
        raise ValidationError("Ce fichier est vide. Téléchargez-le de nouveau.")
    fichier.seek(0)
    debut = fichier.read(2)
    fichier.seek(0)
    if not debut.startswith(EXTENSIONS[extension]):
        raise ValidationError(f"Le contenu de ce fichier n'est pas celui d'un {extension[1:].upper()}.")


def relire_un_import(origine: ImportDeMesures, *, dire: Dire = lambda nb: None) -> ImportDeMesures:
    """À blanc : le compte rendu, sans qu'aucune mesure ne change."""
    origine.rapport = _rendre_compte(lambda: _lire(origine, a_blanc=True, dire=dire))
    origine.relu_le = now()
    origine.save(update_fields=["rapport", "relu_le"])
    return origine


def appliquer_un_import(
    origine: ImportDeMesures, *, par: Any, dire: Dire = lambda nb: None
) -> ImportDeMesures:
    """Écrit les mesures par petits lots ; rejouer le même fichier ne change rien."""
    origine.rapport = asdict(_lire(origine, a_blanc=False, dire=dire))
    origine.applique_le = now()
    origine.relu_le = origine.relu_le or origine.applique_le
    origine.save(update_fields=["rapport", "applique_le", "relu_le"])
    journal.inscrire(
        "appliquer_des_mesures",
        origine,
        par=par,
        phrase=f"a appliqué {origine}",
        donnees={"mesures": origine.rapport["nb_mesures"], "communes": origine.rapport["nb_communes"]},
    )
    return origine


def _lire(origine: ImportDeMesures, *, a_blanc: bool, dire: Dire) -> Rapport:
    with origine.fichier.open("rb") as fichier:
        return importer(origine, fichier, a_blanc=a_blanc, dire=dire)


def _rendre_compte(lire: Callable[[], Rapport]) -> dict[str, Any]:
    try:
        return asdict(lire())
    except FichierRefuseError as refus:
        return {"refus": str(refus)}
