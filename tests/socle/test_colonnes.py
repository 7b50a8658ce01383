import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.http import QueryDict
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.colonnes import Colonne, JeuDeColonnes, Tableau

JEU = JeuDeColonnes(
    nom="actions",
    titre="Actions : 2026",
    colonnes=(
        Colonne("intitule", "Intitulé", lambda a: a["intitule"], tri="nom_en_base", obligatoire=True),
        Colonne("cout", "Coût HT", lambda a: a["cout"], type="euros", description="Hors taxes, en euros."),
        Colonne("fin", "Fin", lambda a: a["fin"], type="date"),
        Colonne("vu", "Vu le", lambda a: a["vu"], type="instant"),
        Colonne("publique", "Publique", lambda a: a["publique"], type="booleen"),
        Colonne("secret", "Note interne", lambda a: "secret", est_publique=False),
    ),
)
ACTION = {
    "intitule": "Rouvrir la halle",
    "cout": Decimal("12345.60"),
    "fin": date(2026, 3, 1),
    "vu": datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    "publique": True,
}
VIDE = {"intitule": "=1+1", "cout": None, "fin": None, "vu": None, "publique": False}


def lire_csv(octets):
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))


def test_le_csv_s_ouvre_dans_un_tableur_francais():
    octets = JEU.csv([ACTION])
    assert octets.startswith(b"\xef\xbb\xbf")
    assert lire_csv(octets) == [
        ["intitule", "cout", "fin", "vu", "publique"],
        ["Rouvrir la halle", "12345.60", "2026-03-01", "2026-03-01T08:30:00+00:00", "true"],
    ]


def test_une_formule_est_rendue_au_texte_dans_le_csv_et_le_classeur():
    assert lire_csv(JEU.csv([VIDE]))[1][0] == "'=1+1"
    feuille = openpyxl.load_workbook(io.BytesIO(JEU.xlsx([VIDE]))).active
    assert (feuille["A2"].value, feuille["A2"].data_type) == ("=1+1", "s")


@given(st.text(max_size=40))
def test_aucune_cellule_du_csv_ne_commence_comme_une_formule(texte):
    jeu = JeuDeColonnes("x", "x", (Colonne("a", "A", lambda ligne: ligne),))
    corps = "".join(list(jeu.morceaux_csv([texte]))[1:])
    cellule = next(csv.reader(io.StringIO(corps, newline=""), delimiter=";"))[0]
    assert not cellule.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cellule.removeprefix("'") == texte.removeprefix("'")


def test_le_classeur_garde_les_nombres_et_les_dates():
    feuille = openpyxl.load_workbook(io.BytesIO(JEU.xlsx([ACTION]))).active
    assert [c.value for c in feuille[1]] == ["Intitulé", "Coût HT", "Fin", "Vu le", "Publique"]
    assert feuille["B2"].value == 12345.6
    assert feuille["C2"].value == datetime(2026, 3, 1)
    assert feuille["D2"].value == datetime(2026, 3, 1, 9, 30), "à l'heure de Paris"
    assert feuille.freeze_panes == "A2"
    assert feuille.title == "Actions   2026"


def test_le_json_donne_une_valeur_par_colonne_publique():
    (objet,) = JEU.objets([ACTION])
    assert objet["cout"] == Decimal("12345.60")
    assert objet["fin"] == "2026-03-01"
    assert "secret" not in objet


def test_ce_qui_n_est_pas_public_ne_sort_jamais():
    assert b"secret" not in JEU.csv([ACTION])
    assert "secret" not in str(JEU.schema())
    assert "secret" not in str(JEU.schema_json())


def test_le_schema_decrit_chaque_colonne_du_csv():
    champs = JEU.schema()["fields"]
    assert [c["name"] for c in champs] == lire_csv(JEU.csv([]))[0]
    assert champs[0]["constraints"] == {"required": True}
    assert champs[1]["description"] == "Hors taxes, en euros."
    assert [c["type"] for c in champs] == ["string", "number", "date", "datetime", "boolean"]


def test_le_tableau_montre_les_valeurs_en_francais():
    (rangee,) = JEU.tableau([ACTION], "Actions").rangees
    textes = [c.texte.replace("\u202f", " ").replace("\u00a0", " ") for c in rangee]
    assert textes[1] == "12 345,60 €"
    assert textes[2] == "1er mars 2026"
    assert textes[4] == "oui"


def test_une_cellule_s_ecrit_comme_le_composant_et_rien_n_y_passe_sans_etre_echappe():
    colonnes = (
        Colonne("nom", "Nom & titre", lambda ligne: ligne, lien=lambda ligne: '/x/?a="b"&c'),
        Colonne("etat", "État", lambda ligne: ligne, "badge", niveau=lambda ligne: "success"),
        Colonne("vide", "Vide", lambda ligne: "", alignement="droite"),
    )
    ((lien, badge, vide),) = Tableau(colonnes, ["<b>Oui</b>"], "T").rangees
    assert lien.balise == (
        '<td class="etabli-tableau__titre" data-titre="Nom &amp; titre">'
        '<a href="/x/?a=&quot;b&quot;&amp;c">&lt;b&gt;Oui&lt;/b&gt;</a></td>'
    )
    par_le_gabarit = Template('{% dsfr "badge" libelle=libelle niveau="success" %}')
    attendu = par_le_gabarit.render(Context({"libelle": "<b>Oui</b>"}))
    assert badge.balise == f'<td data-titre="État">{attendu}</td>'
    assert vide.balise == '<td class="etabli-droite" data-titre="Vide">–</td>'


@pytest.mark.parametrize(
    ("demande", "attendu"),
    [
        ("tri=intitule", "nom_en_base"),
        ("tri=-intitule", "-nom_en_base"),
        ("tri=cout", "pk"),
        ("tri=mot_de_passe", "pk"),
    ],
)
def test_on_ne_trie_que_sur_une_colonne_prevue(demande, attendu):
    assert JEU.tri(QueryDict(demande), "pk") == attendu


def test_le_lien_de_tri_garde_les_filtres_et_change_de_sens():
    tableau = JEU.tableau([], "Actions", parametres=QueryDict("theme=eau&tri=intitule&page=3"))
    entete = tableau.entetes[0]
    assert entete.sens == "ascending"
    assert QueryDict(entete.adresse[1:]).dict() == {"theme": "eau", "tri": "-intitule"}
    assert tableau.entetes[1].adresse == ""
