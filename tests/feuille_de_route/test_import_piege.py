"""Un tableau fait pour nuire : ni panne, ni mémoire, ni minutes perdues."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook

from etabli.etape5_feuille_de_route.echange import FichierIllisibleError, lire_le_tableau
from etabli.etape5_feuille_de_route.echange.fichier import NB_DE_COLONNES, NB_DE_RANGEES, XML_AU_PLUS


def _ods(rangees, avant=""):
    espaces = " ".join(
        f'xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"'
        for nom in ("office", "table", "text")
    )
    racine = "office:document-content"
    return _archive(
        {"content.xml": f"{avant}<{racine} {espaces}><table:table>{rangees}</table:table></{racine}>"}
    )


def _archive(pieces):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in pieces.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def _case_ods(contenu):
    return (
        f"<table:table-row><table:table-cell><text:p>{contenu}</text:p></table:table-cell></table:table-row>"
    )


def _xlsx_sans_feuille():
    tampon = io.BytesIO()
    Workbook().save(tampon)
    with zipfile.ZipFile(tampon) as archive:
        pieces = {nom: archive.read(nom) for nom in archive.namelist()}
    classeur = pieces["xl/workbook.xml"]
    pieces["xl/workbook.xml"] = re.sub(rb"<sheet [^>]*/>", b"", classeur)
    return _archive(pieces)


@pytest.mark.parametrize(
    ("nom", "octets"),
    [
        ("a.ods", _ods(_case_ods("<text:span>" * 5000 + "</text:span>" * 5000))),
        ("a.ods", _ods("&a;", '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>')),
        ("a.ods", _archive({"content.xml": b" " * (XML_AU_PLUS + 1)})),
        ("a.xlsx", _xlsx_sans_feuille()),
        ("a.csv", b"x\n" * (NB_DE_RANGEES + 1)),
    ],
    ids=["balises profondes", "entité", "démesuré", "sans feuille", "trop de lignes"],
)
def test_un_classeur_piege_est_refuse_sans_panne(nom, octets):
    with pytest.raises(FichierIllisibleError):
        lire_le_tableau(nom, octets)


def test_quelques_octets_ne_remplissent_pas_la_memoire():
    """Quatre cents octets d'ODS valaient 1,7 Go de blancs ; cinq mégaoctets de lignes vides, une minute."""
    blancs = _ods(_case_ods('a<text:s text:c="900000000"/>'))

    assert len(lire_le_tableau("a.ods", blancs)[0][0]) < 100
    assert lire_le_tableau("a.csv", b"N;Action\n" + b"\n" * 1_000_000) == [["N", "Action"]]
    assert lire_le_tableau("a.csv", b"N;Action" + b";" * 100_000) == [
        ["N", "Action", *[""] * (NB_DE_COLONNES - 2)]
    ]


def test_des_rangees_vides_gardent_leur_place():
    assert lire_le_tableau("a.csv", b"N\n\n\n1\n\n") == [["N"], [], [], ["1"]]
