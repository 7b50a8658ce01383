import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.models import Travail
from etabli.territoires.actions import appliquer_un_import, relire_un_import
from etabli.territoires.calcul.colonnes_publiees import (
    ValeurIllisibleError,
    additionner,
    annee_de,
    nombre_lu,
    trouver_l_entete,
)
from etabli.territoires.enums import NatureDeCommune, NiveauDeMesure
from etabli.territoires.mesures import FichierRefuseError
from etabli.territoires.models import ImportDeMesures, Mesure
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.mesures import classeur_publie, csv_publie, deposer, importer
from tests.fabriques.territoires import (
    AncienneCommuneFactory,
    CommuneFactory,
    DepartementFactory,
)

pytestmark = pytest.mark.django_db
COLONNES = ("CODGEO", "P22_POP", "MED21")


def valeur(code, indicateur, annee):
    return (
        Mesure.objects.filter(code=code, indicateur__code=indicateur, annee=annee)
        .values_list("valeur", flat=True)
        .first()
    )


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("12", 12.0),
        ("1\u202f234,5", 1234.5),
        ("", None),
        ("s", None),
        ("N.D.", None),
        ("0", 0.0),
        ("-3", -3.0),
    ],
)
def test_l_absence_n_est_pas_un_zero(texte, attendu):
    assert nombre_lu(texte) == attendu


@pytest.mark.parametrize("texte", ["douze", "1;2", "nan", "inf"])
def test_ce_qui_n_est_pas_un_nombre_est_refuse(texte):
    with pytest.raises(ValeurIllisibleError):
        nombre_lu(texte)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_un_nombre_ecrit_se_relit(nombre):
    assert nombre_lu(repr(nombre)) == nombre


@pytest.mark.parametrize(
    ("texte", "annee"), [("2019", 2019), ("68", 1968), ("99", 1999), ("07", 2007), (None, 2022)]
)
def test_l_annee_d_une_colonne(texte, annee):
    assert annee_de(texte, 2022) == annee


def test_l_en_tete_se_trouve_sous_les_lignes_de_titre():
    assert trouver_l_entete([["Titre"], [], ["CODGEO", "X"]], ["codgeo"]) == (2, ["CODGEO", "X"])
    assert trouver_l_entete([["rien"]] * 30, ["CODGEO"]) is None


def test_on_n_additionne_que_ce_que_chacune_a_publie():
    assert additionner({1: 10.0, 2: 5.0, 3: 1.0}, [{1: 4.0, 3: 2.0}], {1, 2}) == ({1: 14.0}, {2, 3})


def test_le_dossier_complet_donne_des_mesures_et_leurs_sommes():
    a, b = CommuneFactory(), CommuneFactory(code="14001", departement=DepartementFactory(code="14"))
    origine = importer(
        "dossier_complet",
        csv_publie((*COLONNES, "X_RIEN"), (a.code, 100, "s", 1), (b.code, "50,5", 21000, 2)),
    )
    assert valeur(a.code, "population-du-recensement", 2022) == 100
    assert valeur(a.code, "revenu-median", 2021) is None
    assert valeur(b.code, "revenu-median", 2021) == 21000
    assert valeur("14", "population-du-recensement", 2022) == 50.5
    assert valeur("FRANCE", "population-du-recensement", 2022) == 150.5
    assert not Mesure.objects.filter(niveau=NiveauDeMesure.FRANCE, indicateur__code="revenu-median").exists()
    assert (origine.rapport["nb_lignes"], origine.rapport["nb_mesures"], origine.rapport["nb_colonnes"]) == (
        2,
        3,
        4,
    )


def test_rejouer_le_meme_fichier_ne_change_rien_et_un_nouveau_remplace():
    a, b = CommuneFactory(), CommuneFactory()
    contenu = csv_publie(COLONNES, (a.code, 100, 20000), (b.code, 7, 20000))
    importer("dossier_complet", contenu)
    avant = list(Mesure.objects.values_list("code", "annee", "valeur"))
    importer("dossier_complet", contenu)
    assert list(Mesure.objects.values_list("code", "annee", "valeur")) == avant
    importer("dossier_complet", csv_publie(COLONNES, (a.code, 90, 20000)))
    assert valeur(a.code, "population-du-recensement", 2022) == 90
    assert valeur(b.code, "population-du-recensement", 2022) is None


def test_a_blanc_rien_ne_change_et_le_compte_rendu_dit_chaque_ligne():
    commune = CommuneFactory()
    origine = relire_un_import(
        deposer(
            "dossier_complet",
            csv_publie(COLONNES, (commune.code, "cent", ""), ("99999", 1, 1), (commune.code, 5, 5)),
        )
    )
    assert not Mesure.objects.exists()
    assert [(e["ligne"], e["genre"]) for e in origine.rapport["ecarts"]] == [
        (2, "illisible"), (3, "inconnue"), (4, "double"),
    ]  # fmt: skip
    assert (
        "colonne P22_POP : «\u00a0cent\u00a0» n'est pas un nombre." in origine.rapport["ecarts"][0]["phrase"]
    )


def test_une_commune_disparue_se_reporte_sur_celle_d_aujourd_hui():
    ancienne = AncienneCommuneFactory(code="50111", nom="Hameau")
    suite = ancienne.successeur
    origine = importer(
        "dossier_complet", csv_publie(COLONNES, (suite.code, 100, 20000), ("50111", 11, 19000))
    )
    assert valeur(suite.code, "population-du-recensement", 2022) == 111
    assert valeur(suite.code, "revenu-median", 2021) is None
    (ecart,) = origine.rapport["ecarts"]
    assert ecart["genre"] == "reportee"
    assert f"fait aujourd'hui partie de {suite.nom}" in ecart["phrase"]


def test_un_arrondissement_ne_se_compte_pas_deux_fois():
    ville = CommuneFactory(code="75056")
    AncienneCommuneFactory(code="75101", successeur=ville, nature=NatureDeCommune.ARRONDISSEMENT)
    importer("dossier_complet", csv_publie(COLONNES, ("75056", 100, 20000), ("75101", 60, 20000)))
    assert valeur("75056", "population-du-recensement", 2022) == 100
    importer("dossier_complet", csv_publie(COLONNES, ("75101", 60, 20000)))
    assert valeur("75056", "population-du-recensement", 2022) == 60


def test_les_populations_historiques_se_lisent_en_classeur():
    commune = CommuneFactory(code="01004", departement=DepartementFactory(code="01", nom="Ain"))
    contenu = classeur_publie(["CODGEO", "PMUN2022", "PMUN2009", "PSDC1999"], [1004, 30, 20, 10])
    importer("population_historique", contenu, nom="base.xlsx")
    assert valeur(commune.code, "population", 2009) == 20
    assert valeur(commune.code, "population-sans-doubles-comptes", 1999) == 10


def test_la_consommation_d_espaces_se_lit_dans_une_archive():
    commune = CommuneFactory()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zip_:
        zip_.writestr("meta.csv", "a;b")
        zip_.writestr(
            "conso.csv",
            csv_publie(["idcom", "naf09art10", "art09hab10"], (commune.code, 12000, 300), separateur=",")
            + b"\n" * 9,
        )
    importer("consommation_enaf", archive.getvalue(), nom="conso.zip")
    assert valeur(commune.code, "consommation-enaf", 2009) == 12000
    assert valeur(commune.code, "consommation-enaf-habitat", 2009) == 300


@pytest.mark.parametrize("encodage", ["utf-8-sig", "cp1252"])
def test_un_csv_se_lit_quel_que_soit_son_encodage(encodage):
    commune = CommuneFactory()
    contenu = f"CODGEO;LIBGEO;P22_POP\n{commune.code};Évrecy-l'Été;12\n".encode(encodage)
    importer("dossier_complet", contenu)
    assert valeur(commune.code, "population-du-recensement", 2022) == 12


@pytest.mark.parametrize("contenu", [b"a;b\n1;2\n", b"CODGEO;X\n50001;1\n"])
def test_un_autre_fichier_est_refuse_avec_la_raison(contenu):
    origine = deposer("dossier_complet", contenu)
    with pytest.raises(FichierRefuseError):
        appliquer_un_import(origine, par=None)
    assert relire_un_import(origine).rapport["refus"]


def test_la_commande_importe_ou_rend_compte(tmp_path, capsys):
    commune = CommuneFactory()
    fichier = tmp_path / "dc.csv"
    fichier.write_bytes(csv_publie(COLONNES, (commune.code, 100, 1), ("99999", 1, 1)))
    call_command("importer_mesures", "dossier_complet", str(fichier), millesime=2022, a_blanc=True)
    assert not Mesure.objects.exists()
    call_command("importer_mesures", "dossier_complet", str(fichier), millesime=2022)
    assert "ligne 3, 99999 : ce code n'est celui d'aucune commune connue." in capsys.readouterr().out
    assert valeur(commune.code, "population-du-recensement", 2022) == 100
    fichier.write_bytes(b"autre")
    with pytest.raises(CommandError):
        call_command("importer_mesures", "dossier_complet", str(fichier), millesime=2022)


@pytest.fixture
def dgaln(client):
    agent = AgentFactory(dgaln=True)
    client.force_login(agent)
    return agent


def test_de_la_page_on_depose_relit_puis_applique(client, dgaln, django_capture_on_commit_callbacks):
    commune = CommuneFactory()
    fichier = io.BytesIO(csv_publie(COLONNES, (commune.code, 100, 1), ("99999", 1, 1)))
    fichier.name = "dossier_complet.csv"
    envoi = {"jeu": "dossier_complet", "fichier": fichier, "millesime": 2022}
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(reverse("territoires:deposer_des_mesures"), envoi)
    origine = ImportDeMesures.objects.get()
    assert reponse.headers["Location"].startswith("/travaux/")
    assert Travail.objects.get().retour == origine.get_absolute_url()
    page = client.get(origine.get_absolute_url()).content.decode()
    assert "Appliquer ces mesures" in page
    assert "code inconnu" in page
    assert not Mesure.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("territoires:appliquer_des_mesures", args=[origine.pk]))
    assert valeur(commune.code, "population-du-recensement", 2022) == 100
    assert "les portraits en tiennent compte" in client.get(origine.get_absolute_url()).content.decode()
    assert b"99999" in client.get(reverse("territoires:compte_rendu", args=[origine.pk, "csv"])).content


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("note.pdf", b"%PDF", "Déposez le fichier publié"),
        ("faux.zip", b"pas un zip", "celui d'un ZIP"),
        ("vide.csv", b"", "vide"),
    ],
)
def test_un_mauvais_fichier_est_dit_au_champ(client, dgaln, nom, contenu, phrase):
    fichier = io.BytesIO(contenu)
    fichier.name = nom
    envoi = {"jeu": "dossier_complet", "fichier": fichier, "millesime": 2022}
    reponse = client.post(reverse("territoires:deposer_des_mesures"), envoi)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode().replace("&#x27;", "'")


def test_un_autre_agent_lit_pourquoi_il_n_importe_pas(client):
    client.force_login(AgentFactory(ddt=True))
    for nom in ("donnees", "deposer_des_mesures"):
        reponse = client.get(reverse(f"territoires:{nom}"))
        assert reponse.status_code == 403
        assert "seule la DGALN les importe" in reponse.content.decode()


@pytest.mark.parametrize("combien", [1, 3])
def test_la_liste_des_imports_coute_autant_pour_un_que_pour_trois(
    client, dgaln, combien, django_assert_num_queries
):
    for _ in range(combien):
        deposer("dossier_complet", b"x")
    client.get(reverse("territoires:donnees"))
    with django_assert_num_queries(5):
        client.get(reverse("territoires:donnees"))
