"""L'API comme un programme la lit : pages, filtres, empreintes, erreurs, limites."""

import json
import re

import pytest
from django.test import Client
from openapi_spec_validator import validate

from etabli.donnees_ouvertes.interface import lecture
from etabli.donnees_ouvertes.models import Compteur
from tests.fabriques.dossier import FormatFactory
from tests.fabriques.territoires import DepartementFactory, RegionFactory
from tests.fabriques.vitrine import RealisationFactory

pytestmark = pytest.mark.django_db


def liens(reponse):
    return {nom: url for url, nom in re.findall(r'<([^>]+)>; rel="(\w+)"', reponse["Link"])}


def test_la_description_est_de_l_openapi_3_1(client):
    description = client.get("/api/v1/openapi.json").json()
    validate(description)
    assert description["openapi"] == "3.1.0"
    operations = [o for chemin in description["paths"].values() for o in chemin.values()]
    assert all(o["summary"] and o.get("description") for o in operations)
    assert len({o["operationId"] for o in operations}) == len(operations)
    dits = [p for o in operations for p in o["parameters"] if p["in"] == "query"]
    assert all(p.get("description") for p in dits)


def test_les_pages_se_suivent_par_l_en_tete_link(client):
    RealisationFactory.create_batch(5)
    vus, url = [], "/api/v1/ateliers?par_page=2"
    while url:
        reponse = client.get(url)
        vus += [x["identifiant"] for x in reponse.json()["lignes"]]
        url = liens(reponse).get("next")
    assert len(vus) == len(set(vus)) == 5
    assert set(liens(client.get("/api/v1/ateliers?par_page=2&page=2"))) == {
        "first",
        "prev",
        "next",
        "last",
        "license",
    }


def test_une_page_au_dela_de_la_derniere_est_vide_et_le_dit(client):
    RealisationFactory()
    page = client.get("/api/v1/ateliers?page=900000").json()
    assert (page["lignes"], page["total"], page["suivante"]) == ([], 1, None)


def test_la_page_d_apres_garde_les_filtres(client):
    RealisationFactory.create_batch(3, theme="Eau & sols")
    RealisationFactory(theme="Autre")
    premiere = client.get("/api/v1/ateliers", {"theme": "Eau & sols", "par_page": 2}).json()
    seconde = client.get(premiere["suivante"]).json()
    assert (premiere["total"], len(seconde["lignes"])) == (3, 1)


FILTRES = [
    {"q": "recense"}, {"format": "local"}, {"annee": "2022"}, {"annee": "non-renseigne"}, {"theme": "Eau"},
    {"etape": "recense"}, {"q": "recense", "annee": "2022"}, {"departement": "50"}, {"region": "28"}, {},
    {"zone": "-2,48,0,50"}, {"zone": "2,43,5,45"},
]  # fmt: skip


@pytest.mark.parametrize("filtre", FILTRES, ids=str)
def test_les_filtres_sont_ceux_de_la_liste_du_site(client, filtre):
    """Le CSV de la liste et celui de l'API retiennent les mêmes ateliers."""
    flash = FormatFactory(code="flash", nom="Flash")
    manche = DepartementFactory(code="50", region=RegionFactory(code="28"))
    RealisationFactory(theme="Eau", departements=[manche])
    RealisationFactory(format=flash, theme="Eau", annee_debut=None, annee_fin=None)
    RealisationFactory(nom="Un autre", theme="Sols", annee_debut=2020, annee_fin=2022)
    liste = lire(client.get("/les-ateliers/export.csv", filtre))
    assert lire(client.get("/api/v1/ateliers.csv", filtre)) == liste


def lire(reponse):
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return sorted(contenu.decode("utf-8-sig").splitlines())


def test_un_filtre_que_rien_ne_remplit_ne_rend_rien(client):
    RealisationFactory()
    for filtre in ({"q": "introuvable"}, {"format": "orbital"}, {"region": "99"}):
        assert client.get("/api/v1/ateliers", filtre).json()["total"] == 0


def test_un_atelier_se_lit_seul(client):
    RealisationFactory(slug="estuaire")
    assert client.get("/api/v1/ateliers/realisation-estuaire").json()["identifiant"] == "realisation-estuaire"
    assert client.get("/api/v1/ateliers/rien").status_code == 404


ERREURS = [
    ("get", "/api/v1/ateliers?page=zero", 422),
    ("get", "/api/v1/ateliers?par_page=100000", 422),
    ("get", "/api/v1/ateliers?q=%00", 422),
    ("get", "/api/v1/ateliers/rien", 404),
    ("get", "/api/v1/n-existe-pas", 404),
    ("get", "/api/", 404),
    ("post", "/api/v1/ateliers", 405),
    ("delete", "/api/v1/jeux", 405),
    ("get", "/api/v1/mes-dossiers", 401),
    ("post", "/api/v1/actions/1/points", 401),
]


@pytest.mark.parametrize(("methode", "url", "statut"), ERREURS)
def test_toute_erreur_a_la_forme_de_la_rfc_9457(client, methode, url, statut):
    reponse = getattr(client, methode)(url)
    assert reponse.status_code == statut
    assert reponse["Content-Type"] == "application/problem+json"
    dit = reponse.json()
    assert dit["status"] == statut
    assert set(dit) == {"type", "title", "status", "detail", "instance", "erreurs"}
    assert "no-store" in reponse["Cache-Control"]
    page = client.get(dit["type"].removeprefix("http://testserver").split("#")[0]).content.decode()
    assert f'id="{dit["type"].split("#")[1]}"' in page


def test_une_methode_refusee_dit_celles_qui_existent(client):
    assert "GET" in client.post("/api/v1/ateliers")["Allow"]


def test_une_panne_garde_la_forme_des_erreurs(monkeypatch):
    def casser(*_):
        raise RuntimeError("cassé")

    monkeypatch.setattr(lecture, "jeux", casser)
    reponse = Client(raise_request_exception=False).get("/api/v1/jeux")
    assert (reponse.status_code, reponse["Content-Type"]) == (500, "application/problem+json")
    assert "cassé" not in reponse.content.decode()


def test_head_dit_ce_que_get_dirait(client):
    RealisationFactory()
    tete, corps = client.head("/api/v1/ateliers"), client.get("/api/v1/ateliers")
    assert (tete.status_code, tete["ETag"], tete.content) == (200, corps["ETag"], b"")


@pytest.mark.parametrize(
    "url", ["/api/v1/ateliers", "/api/v1/ateliers.parquet", "/api/v1/ateliers/realisation-x", "/api/v1/jeux"]
)
def test_une_empreinte_connue_rend_304_et_une_ecriture_la_change(client, url):
    realisation = RealisationFactory(slug="x")
    premiere = client.get(url)
    assert client.get(url, headers={"If-None-Match": premiere["ETag"]}).status_code == 304
    assert url == "/api/v1/jeux" or premiere["Last-Modified"]
    realisation.nom = "Un autre nom"
    realisation.save()
    assert client.get(url, headers={"If-None-Match": premiere["ETag"]}).status_code == 200


def test_un_autre_site_lit_mais_ne_s_y_fait_pas_inviter_a_ecrire(client):
    assert client.get("/api/v1/ateliers")["Access-Control-Allow-Origin"] == "*"
    permis = client.options("/api/v1/actions/1/points")
    assert permis["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.post("/api/v1/actions/1/points")


def test_au_dela_de_la_limite_on_est_prie_de_revenir(client, settings, horloge):
    settings.DEMANDES_PAR_MINUTE = 2
    permises = [client.get("/api/v1/jeux") for _ in range(2)]
    assert [r["RateLimit-Remaining"] for r in permises] == ["1", "0"]
    refusee = client.get("/api/v1/jeux")
    assert (refusee.status_code, refusee["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(refusee["Retry-After"]) <= 60
    assert client.get("/api/v1/jeux", REMOTE_ADDR="203.0.113.9").status_code == 200
    horloge.instant += int(refusee["Retry-After"])
    assert client.get("/api/v1/jeux").status_code == 200


def test_un_en_tete_ne_change_d_adresse_que_si_un_mandataire_est_declare(client, settings, horloge):
    settings.DEMANDES_PAR_MINUTE = 1
    for adresse in ("198.51.100.1", "198.51.100.2"):
        statut = client.get("/api/v1/jeux", headers={"X-Forwarded-For": adresse}).status_code
    assert statut == 429
    settings.NB_MANDATAIRES = 1
    for adresse in ("198.51.100.1", "198.51.100.2"):
        assert client.get("/api/v1/jeux", headers={"X-Forwarded-For": f"faux, {adresse}"}).status_code == 200


def test_les_vieux_comptes_s_effacent_et_ne_disent_l_adresse_de_personne(client, horloge):
    client.get("/api/v1/jeux", REMOTE_ADDR="203.0.113.7")
    assert not Compteur.objects.filter(cle__contains="203").exists()
    horloge.instant += 3600
    client.get("/api/v1/jeux")
    assert Compteur.objects.count() == 1


def test_la_page_de_l_interface_dit_chaque_adresse_et_chaque_erreur(client):
    page = client.get("/donnees/interface/").content.decode()
    description = client.get("/api/v1/openapi.json").json()
    assert [chemin for chemin in description["paths"] if chemin not in page] == []
    assert "Etabli-Signature" in page


def test_le_corps_du_json_est_lisible_sans_echappements(client):
    RealisationFactory(nom="Élan côtier")
    assert "Élan côtier".encode() in client.get("/api/v1/ateliers").content
    assert json.loads(client.get("/api/v1/jeux").content)[0]["jeu"] == "ateliers"
