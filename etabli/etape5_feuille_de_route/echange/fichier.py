"""Du fichier aux cases : CSV, XLSX ou ODS, toutes les cases en textes, les dates en ISO."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from openpyxl import load_workbook

NB_DE_RANGEES = 800
NB_DE_COLONNES = 80
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class FichierIllisibleError(ValueError):
    """Le fichier ne se lit pas ; la phrase dit quoi faire."""


def lire_le_tableau(nom: str, octets: bytes) -> list[list[str]]:
    """Les rangées de la première feuille ; celles qui sont vides gardent leur place."""
    lecteurs = {".csv": _csv, ".xlsx": _xlsx, ".ods": _ods}
    lecteur = lecteurs.get(PurePosixPath(nom).suffix.lower())
    if lecteur is None:
        raise FichierIllisibleError("Choisissez un fichier CSV, XLSX ou ODS.")
    try:
        rangees = [[*rangee] for rangee in lecteur(octets)]
    except (zipfile.BadZipFile, KeyError, ValueError, ParseError, csv.Error, OSError) as erreur:
        if isinstance(erreur, FichierIllisibleError):
            raise
        raise FichierIllisibleError(
            "Ce fichier ne s'ouvre pas : enregistrez-le à nouveau depuis votre tableur."
        ) from erreur
    while rangees and not any(rangees[-1]):
        rangees.pop()
    if len(rangees) > NB_DE_RANGEES:
        raise FichierIllisibleError(
            f"Ce tableau a plus de {NB_DE_RANGEES} lignes : ce n'est pas une feuille de route."
        )
    return rangees


def _csv(octets: bytes) -> Iterator[list[str]]:
    if b"\x00" in octets:
        raise FichierIllisibleError("Ce fichier n'est pas un CSV : exportez-le à nouveau en CSV.")
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", errors="replace")
    entete = texte.split("\n", 1)[0]
    separateur = max(";,\t", key=entete.count)
    yield from csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)


def _xlsx(octets: bytes) -> Iterator[list[str]]:
    classeur = load_workbook(io.BytesIO(octets), read_only=True, data_only=True)
    try:
        for rang, rangee in enumerate(classeur.worksheets[0].iter_rows(values_only=True)):
            if rang > NB_DE_RANGEES:
                break
            yield [_en_texte(valeur) for valeur in rangee[:NB_DE_COLONNES]]
    finally:
        classeur.close()


def _en_texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, float):
        return f"{valeur:.6f}".rstrip("0").rstrip(".")
    return str(valeur)


def _ods(octets: bytes) -> Iterator[list[str]]:
    """Une rangée ou une case répétée compte autant de fois qu'elle le dit, tant qu'elle porte quelque chose."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        racine = fromstring(archive.read("content.xml"))
    feuille = racine.find(f".//{TABLE}table")
    if feuille is None:
        raise FichierIllisibleError("Ce classeur n'a aucune feuille.")
    nb = 0
    for rangee in feuille.iter(f"{TABLE}table-row"):
        cases = _cases(rangee)
        fois = int(rangee.get(f"{TABLE}number-rows-repeated", "1"))
        for _ in range(min(fois, NB_DE_RANGEES + 1 - nb) if any(cases) else min(fois, 1)):
            nb += 1
            yield cases


def _cases(rangee: Element) -> list[str]:
    cases: list[str] = []
    for case in rangee:
        if case.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        fois = int(case.get(f"{TABLE}number-columns-repeated", "1"))
        cases += [_valeur(case)] * min(fois, NB_DE_COLONNES - len(cases))
    return cases


def _valeur(case: Element) -> str:
    nature = case.get(f"{OFFICE}value-type", "")
    if nature == "date":
        return case.get(f"{OFFICE}date-value", "")[:10]
    if nature in ("float", "currency", "percentage"):
        return _en_texte(float(case.get(f"{OFFICE}value", "0")))
    return "\n".join(_paragraphe(p) for p in case.findall(f"{TEXTE}p"))


def _paragraphe(noeud: Element) -> str:
    """Le texte et ce qu'OpenDocument dit par des balises : blancs répétés, tabulations, retours à la ligne."""
    morceaux = [noeud.text or ""]
    for enfant in noeud:
        if enfant.tag == f"{TEXTE}s":
            morceaux.append(" " * int(enfant.get(f"{TEXTE}c", "1")))
        elif enfant.tag == f"{TEXTE}tab":
            morceaux.append("\t")
        elif enfant.tag == f"{TEXTE}line-break":
            morceaux.append("\n")
        elif enfant.tag != f"{OFFICE}annotation":
            morceaux.append(_paragraphe(enfant))
        morceaux.append(enfant.tail or "")
    return "".join(morceaux)
