"""Du fichier aux cases : CSV, XLSX ou ODS, toutes les cases en textes, les dates en ISO."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from openpyxl import load_workbook

NB_DE_RANGEES = 800
NB_DE_COLONNES = 80
# Un tableur mis en forme jusqu'en bas a des milliers de rangées vides : on en passe autant, et pas un million.
RANGEES_LUES = 20_000
XML_AU_PLUS = 20 * 1024 * 1024  # octets, décompressés
BLANCS_AU_PLUS = 80
PROFONDEUR_AU_PLUS = 50
# Ce que les lecteurs lèvent sur un classeur faussé ; leurs auteurs n'en ont pas fait une seule famille.
MAL_FORME = (
    zipfile.BadZipFile,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    NotImplementedError,
    SyntaxError,
    TypeError,
    ValueError,
    csv.Error,
    zlib.error,
)
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
        if lecteur is not _csv:
            _peser(octets)
        rangees = _a_leur_place(lecteur(octets))
    except MAL_FORME as erreur:
        if isinstance(erreur, FichierIllisibleError):
            raise
        raise FichierIllisibleError(
            "Ce fichier ne s'ouvre pas : enregistrez-le à nouveau depuis votre tableur."
        ) from erreur
    return rangees


def _peser(octets: bytes) -> None:
    """Un classeur se déplie en mémoire : on regarde ce qu'il annonce avant de l'ouvrir."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        if sum(p.file_size for p in archive.infolist() if p.filename.endswith(".xml")) > XML_AU_PLUS:
            raise FichierIllisibleError(
                "Ce classeur est démesuré : copiez le tableau seul dans un classeur neuf."
            )


def _a_leur_place(lues: Iterator[list[str]]) -> list[list[str]]:
    """Rien n'est gardé d'une suite de rangées vides tant que rien ne vient après elle."""
    rangees: list[list[str]] = []
    for rang, rangee in enumerate(islice(lues, RANGEES_LUES)):
        if not any(rangee):
            continue
        if rang >= NB_DE_RANGEES:
            raise FichierIllisibleError(
                f"Ce tableau a plus de {NB_DE_RANGEES} lignes : ce n'est pas une feuille de route."
            )
        rangees += [[] for _ in range(rang - len(rangees))]
        rangees.append(rangee[:NB_DE_COLONNES])
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
        for rangee in classeur.worksheets[0].iter_rows(values_only=True):
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


def _paragraphe(noeud: Element, profondeur: int = 0) -> str:
    """Le texte et ce qu'OpenDocument dit par des balises : blancs répétés, tabulations, retours à la ligne."""
    if profondeur > PROFONDEUR_AU_PLUS:
        raise ValueError(noeud.tag)
    morceaux = [noeud.text or ""]
    for enfant in noeud:
        if enfant.tag == f"{TEXTE}s":
            morceaux.append(" " * min(int(enfant.get(f"{TEXTE}c", "1")), BLANCS_AU_PLUS))
        elif enfant.tag == f"{TEXTE}tab":
            morceaux.append("\t")
        elif enfant.tag == f"{TEXTE}line-break":
            morceaux.append("\n")
        elif enfant.tag != f"{OFFICE}annotation":
            morceaux.append(_paragraphe(enfant, profondeur + 1))
        morceaux.append(enfant.tail or "")
    return "".join(morceaux)
