"""Les classeurs : ce qu'ils gardent des valeurs, et qu'aucune cellule n'y devient une formule."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.colonnes.tableurs import DANGEREUX, sans_formule

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
JEU = JeuDeColonnes(
    "depenses",
    "Dépenses : l'été",
    (
        Colonne("objet", "Objet", lambda x: x["objet"]),
        Colonne("cout", "Coût HT", lambda x: x["cout"], "euros"),
        Colonne("le", "Le", lambda x: x["le"], "date"),
        Colonne("vu", "Vu le", lambda x: x["vu"], "instant"),
        Colonne("payee", "Payée", lambda x: x["payee"], "booleen"),
    ),
)
LIGNE = {
    "objet": "Location d'une <salle> & du café",
    "cout": Decimal("1234.50"),
    "le": date(2026, 3, 1),
    "vu": datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    "payee": True,
}
TEXTES = JeuDeColonnes("x", "x", (Colonne("a", "A", lambda ligne: ligne),))


def cellules_ods(octets):
    contenu = ET.fromstring(zipfile.ZipFile(io.BytesIO(octets)).read("content.xml"))
    return [list(rangee.iter(f"{TABLE}table-cell")) for rangee in contenu.iter(f"{TABLE}table-row")]


def test_le_classeur_ods_garde_les_nombres_les_dates_et_les_textes():
    relu = tablib.Dataset().load(JEU.ods([LIGNE]), format="ods")
    assert relu.headers == ["Objet", "Coût HT", "Le", "Vu le", "Payée"]
    objet, cout, le, vu, payee = relu[0]
    assert objet == "Location d'une <salle> & du café"
    assert Decimal(cout) == Decimal("1234.50")
    assert (le, payee) == (date(2026, 3, 1), "oui")
    assert vu == datetime(2026, 3, 1, 9, 30), "à l'heure de Paris"


def test_les_lignes_et_les_blancs_d_un_texte_sont_gardes():
    (cellule,) = cellules_ods(TEXTES.ods(["une  chose\nune autre"]))[1]
    premier, second = cellule
    assert (premier.text, premier[0].get(f"{TEXTE}c"), premier[0].tail) == ("une", "2", "chose")
    assert second.text == "une autre"


def test_un_classeur_ods_se_reconnait_a_son_premier_fichier():
    octets = JEU.ods([])
    assert octets[30:38] == b"mimetype"
    assert octets[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"


def test_les_deux_classeurs_disent_la_meme_chose():
    ods = tablib.Dataset().load(JEU.ods([LIGNE]), format="ods")
    xlsx = openpyxl.load_workbook(io.BytesIO(JEU.xlsx([LIGNE]))).active
    assert ods.headers == [c.value for c in xlsx[1]]
    assert ods[0][0] == xlsx["A2"].value


@given(st.text(max_size=30))
def test_aucun_texte_ne_devient_une_formule_dans_un_classeur(texte):
    feuille = openpyxl.load_workbook(io.BytesIO(TEXTES.xlsx([texte]))).active
    assert feuille["A2"].data_type == "s" or feuille["A2"].value is None
    (cellule,) = cellules_ods(TEXTES.ods([texte]))[1]
    assert cellule.get(f"{TABLE}formula") is None
    assert cellule.get(f"{OFFICE}value-type") in ("string", None)


@given(st.text(alphabet=" \t\r\n\u00a0=+-@＝＋－＠ab'", max_size=8))
def test_meme_apres_des_blancs_une_formule_est_rendue_au_texte(texte):
    ecrit = sans_formule(texte)
    assert not ecrit.lstrip().startswith(DANGEREUX)
    assert ecrit in (texte, f"'{texte}")


@pytest.mark.parametrize("texte", ["Halle", "10 % de vacance", "a=b", "l'eau", ""])
def test_un_texte_ordinaire_reste_tel_quel(texte):
    assert sans_formule(texte) == texte


def test_on_ne_garde_que_les_colonnes_choisies_dans_l_ordre_declare():
    assert [c.nom for c in JEU.avec(["le", "objet"]).colonnes] == ["objet", "le"]
