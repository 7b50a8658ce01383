"""L'API : ouverte, datée par son empreinte, sans rien de fictif."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from etabli.etape2_marche.enums import Etat
from etabli.socle.jeux import jeux
from tests.fabriques.dossier import DossierFactory
from tests.fabriques.marche import CadreFactory, scene_de_marche
from tests.fabriques.vitrine import RealisationFactory, feuille_adoptee, publier

pytestmark = pytest.mark.django_db
JEUX = ("ateliers", "communes", "actions", "marches", "fichiers-decp", "ocds")


def test_les_jeux_sont_inscrits():
    assert {j.slug for j in jeux()} >= set(JEUX)


@pytest.mark.parametrize("jeu", JEUX)
@pytest.mark.parametrize("forme", ["csv", "json", "parquet", "schema.json"])
def test_chaque_jeu_se_lit_sans_compte_sous_chaque_forme(client, jeu, forme):
    reponse = client.get(f"/api/v1/{jeu}.{forme}")
    assert reponse.status_code == 200
    assert reponse["Access-Control-Allow-Origin"] == "*"
    assert 'rel="license"' in reponse["Link"]


@pytest.mark.parametrize(("jeu", "statut"), [("ateliers", 200), ("communes", 200), ("actions", 404)])
def test_le_geojson_n_existe_que_pour_ce_qui_a_un_lieu(client, jeu, statut):
    assert client.get(f"/api/v1/{jeu}.geojson").status_code == statut


@pytest.mark.parametrize("url", ["/api/v1/rien.json", "/api/v1/ateliers.xml", "/api/v2/ateliers"])
def test_ce_qui_n_existe_pas_est_dit(client, url):
    assert client.get(url).status_code == 404


def test_on_ne_peut_que_lire(client):
    assert client.post("/api/v1/ateliers.json").status_code == 405


def test_un_autre_site_a_le_droit_d_envoyer_une_empreinte(client):
    reponse = client.options("/api/v1/ateliers.json")
    assert reponse.status_code == 204
    assert reponse["Access-Control-Allow-Headers"] == "If-None-Match"


def test_un_robot_qui_revient_ne_retelecharge_rien(client):
    RealisationFactory()
    premiere = client.get("/api/v1/ateliers.csv")
    seconde = client.get("/api/v1/ateliers.csv", headers={"If-None-Match": premiere["ETag"]})
    assert (seconde.status_code, seconde.content) == (304, b"")
    RealisationFactory()
    assert client.get("/api/v1/ateliers.csv", headers={"If-None-Match": premiere["ETag"]}).status_code == 200


def test_le_json_se_lit_page_par_page_sans_rien_oublier(client):
    RealisationFactory.create_batch(5)
    vus, url = [], "/api/v1/ateliers.json?par_page=2"
    while url:
        donnees = client.get(url).json()
        vus += [x["identifiant"] for x in donnees["lignes"]]
        url = donnees["suivante"]
    assert len(vus) == len(set(vus)) == donnees["total"] == 5


@pytest.mark.parametrize("valeur", ["0", "-1", "deux", "1.5"])
def test_une_page_incomprise_est_refusee_en_une_phrase(client, valeur):
    reponse = client.get("/api/v1/ateliers.json", {"page": valeur})
    assert reponse.status_code == 422
    (faute,) = reponse.json()["erreurs"]
    assert faute["champ"] == "page"
    assert "nombre" in faute["detail"]


def test_le_schema_nomme_les_colonnes_du_csv(client):
    RealisationFactory()
    contenu = client.get("/api/v1/ateliers.csv").content.decode("utf-8-sig")
    entetes = next(csv.reader(io.StringIO(contenu), delimiter=";"))
    assert [c["name"] for c in client.get("/api/v1/ateliers.schema.json").json()["fields"]] == entetes


def test_rien_de_fictif_n_est_une_donnee(client):
    fictif = publier(DossierFactory(est_fictif=True))
    feuille_adoptee(fictif.dossier)
    for jeu in ("ateliers", "communes", "actions"):
        assert client.get(f"/api/v1/{jeu}.json").json()["total"] == 0


def test_un_dossier_non_publie_ne_donne_ni_communes_ni_actions(client):
    fiche = publier(publiee_le=None)
    feuille_adoptee(fiche.dossier)
    for jeu in ("communes", "actions"):
        assert client.get(f"/api/v1/{jeu}.json").json()["total"] == 0


def test_un_atelier_publie_donne_sa_fiche_ses_communes_et_ses_actions(client):
    fiche = publier()
    feuille_adoptee(fiche.dossier, 2)
    cle = f"atelier-{fiche.dossier_id}"
    assert [x["identifiant"] for x in client.get("/api/v1/ateliers.json").json()["lignes"]] == [cle]
    assert [x["atelier"] for x in client.get("/api/v1/communes.json").json()["lignes"]] == [cle]
    assert [x["numero"] for x in client.get("/api/v1/actions.json").json()["lignes"]] == [1, 2]


def test_un_marche_fictif_n_est_jamais_publie(client):
    scene = scene_de_marche(Etat.NOTIFIE)
    assert scene.dossier.est_fictif
    assert client.get("/api/v1/marches.json").json() == {"marches": {"marche": []}}


def marche_reel():
    """Un marché notifié à qui rien ne manque des données essentielles."""
    cadre = CadreFactory(
        est_fictif=False,
        code_cpv="71410000",
        procedure="Procédure adaptée",
        forme_de_prix="Forfaitaire",
        type_de_prix="Définitif ferme",
        clause_sociale="Pas de considération sociale",
        clause_environnementale="Pas de considération environnementale",
    )
    cadre.titulaires.update(forme="Conjoint")
    scene = scene_de_marche(Etat.NOTIFIE, accord_cadre=cadre, est_fictif=False)
    scene.dossier.est_fictif = False
    scene.dossier.save()
    siret = 10_000_000_000_000
    for n, organisation in enumerate(
        [scene.marche.acheteur, *(m.organisation for m in scene.marche.titulaire.groupement.membres.all())]
    ):
        organisation.siret = str(siret + scene.marche.pk * 100 + n)
        organisation.save()
    return scene.marche


def test_un_marche_reel_et_complet_suit_le_format_decp(client):
    marche = marche_reel()
    publies = client.get("/api/v1/marches.json").json()["marches"]["marche"]
    assert [m["id"] for m in publies] == [marche.numero]
    assert "2026-DDT-01" in client.get("/api/v1/marches.csv").content.decode()


def test_chaque_acheteur_a_son_fichier_par_annee_et_l_ocds_dit_le_cadre(client):
    marche = marche_reel()
    (ligne,) = client.get("/api/v1/fichiers-decp.json").json()["lignes"]
    assert (ligne["annee"], ligne["siret"]) == (
        marche.notifie_le.year,
        marche.acheteur.siret or ligne["siret"],
    )
    fichier = client.get(ligne["adresse"]).json()
    assert [m["id"] for m in fichier["marches"]["marche"]] == [marche.numero]
    assert client.get(f"/api/v1/decp/1999-{ligne['siret']}.json").status_code == 404

    (publie,) = client.get("/api/v1/ocds.json").json()["releases"]
    assert publie["relatedProcesses"][0]["relationship"] == ["framework"]


def test_un_marche_incomplet_attend(client):
    marche = marche_reel()
    marche.acheteur.siret = ""
    marche.acheteur.save()
    assert client.get("/api/v1/marches.json").json()["marches"]["marche"] == []


def compter(client, url):
    """Une fois réveillé : la première demande relit le catalogue et ouvre le compte de la minute."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(url).status_code == 200
    return len(requetes)


@pytest.mark.parametrize(
    "url", ["/donnees/", *(f"/api/v1/{jeu}.csv" for jeu in ("ateliers", "communes", "actions"))]
)
def test_un_jeu_ne_demande_pas_plus_de_requetes_quand_il_grandit(client, url):
    feuille_adoptee(publier().dossier)
    une = compter(client, url)
    for _ in range(2):
        feuille_adoptee(publier().dossier)
    assert compter(client, url) == une


def test_la_page_dit_la_licence_et_propose_chaque_forme(client):
    contenu = client.get("/donnees/").content.decode()
    assert "Licence Ouverte 2.0" in contenu
    for jeu in JEUX:
        assert f"/api/v1/{jeu}.csv" in contenu


def test_la_description_dit_chaque_adresse_qui_repond(client):
    description = client.get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    ouvertes = [
        url
        for url, operations in description["paths"].items()
        if "security" not in operations.get("get", {"security": []}) and "{" not in url
    ]
    assert len(ouvertes) > 30
    for url in ouvertes:
        assert client.get(url).status_code == 200
