import pytest
from django.urls import reverse

from etabli.territoires.recherche import indexer
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.territoires import AncienneCommuneFactory, ChargementFactory, CommuneFactory, EpciFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bourg():
    ChargementFactory()
    epci = EpciFactory(siren="299900001", nom="CC du Bocage imaginaire")
    commune = CommuneFactory(code="50901", nom="Bourg-l'Évêque", epci=epci, codes_postaux="50910")
    AncienneCommuneFactory(code="50903", nom="Hameau-Perdu", successeur=commune)
    indexer()
    return commune


def test_la_recherche_marche_sans_javascript(client):
    page = client.get(reverse("territoires:recherche"), {"q": "bour eveque"}).content.decode()
    assert '<a href="/territoires/commune/50901/">Bourg-l&#x27;Évêque</a>' in page
    assert "<h1>" in page


def test_htmx_ne_recoit_que_les_resultats(client):
    page = client.get(reverse("territoires:recherche"), {"q": "bourg"}, headers={"HX-Request": "true"})
    assert page.content.decode().lstrip().startswith('<div id="territoires-trouves"')


@pytest.mark.parametrize("texte", ["", "zzzz", "<script>", "%", "a" * 300])
def test_une_recherche_vaine_repond_sans_faute_et_sans_injection(client, texte):
    reponse = client.get(reverse("territoires:recherche"), {"q": texte, "genre": "planete"})
    assert reponse.status_code == 200
    assert "<script>" not in reponse.content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("nom", "entetes"), [("recherche_json", {}), ("recherche", {"Accept": "application/json"})]
)
def test_une_machine_recoit_du_json(client, nom, entetes):
    reponse = client.get(reverse(f"territoires:{nom}"), {"q": "hameau perdu"}, headers=entetes)
    assert reponse.json()["resultats"][0] == {
        "genre": "commune",
        "code": "50903",
        "nom": "Hameau-Perdu",
        "precision": "ancienne commune, réunie à Bourg-l'Évêque depuis 2016 · Manche",
        "url": "/territoires/commune/50903/",
        "remplacee_par": {"code": "50901", "nom": "Bourg-l'Évêque"},
    }


def test_un_genre_restreint_la_recherche(client):
    reponse = client.get(reverse("territoires:recherche_json"), {"q": "bocage", "genre": "epci"})
    assert [t["genre"] for t in reponse.json()["resultats"]] == ["epci"]


@pytest.mark.parametrize(
    ("adresse", "phrases"),
    [
        ("/territoires/commune/50901/", ["1\u202f500", "CC du Bocage imaginaire", "50910", "Hameau-Perdu"]),
        ("/territoires/commune/50903/", ["fait aujourd'hui partie de", "depuis 2016"]),
        ("/territoires/epci/299900001/", ["Communauté de communes", "Bourg-l&#x27;Évêque", "Manche"]),
        ("/territoires/departement/50/", ["CC du Bocage imaginaire", "Normandie"]),
        ("/territoires/region/28/", ["Manche", "1\u202f500"]),
    ],
)
def test_le_portrait_dit_l_essentiel(client, adresse, phrases):
    page = client.get(adresse).content.decode()
    assert [p for p in phrases if p not in page] == []
    assert page.count("<h1>") == 1
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page


@pytest.mark.parametrize("adresse", ["/territoires/commune/99999/", "/territoires/planete/50/"])
def test_un_territoire_inconnu_est_introuvable(client, adresse):
    assert client.get(adresse).status_code == 404


def test_une_intercommunalite_dissoute_reste_lisible(client):
    EpciFactory(siren="299900009", est_actuel=False)
    assert "n&#x27;existe plus" in client.get("/territoires/epci/299900009/").content.decode()


@pytest.mark.parametrize("combien", [1, 3])
def test_le_portrait_d_une_intercommunalite_coute_autant_pour_une_commune_que_pour_trois(
    client, combien, django_assert_num_queries
):
    epci = EpciFactory(siren="299900008")
    CommuneFactory.create_batch(combien, epci=epci)
    with django_assert_num_queries(
        7
    ):  # epci, communes, millésime ×2, voisines, contours, départements entiers
        client.get("/territoires/epci/299900008/")


@pytest.fixture
def agent(client):
    agent = AgentFactory()
    client.force_login(agent)
    return agent


def test_le_selecteur_garde_ce_qui_est_deja_choisi_et_propose(client, agent):
    adresse = reverse("territoires:selecteur", args=["etude"]) + "?id=id_etude"
    envoi = {"etude-recherche": "bocage", "etude": "commune:50901", "etude-chercher": "1"}
    page = client.post(adresse, envoi).content.decode()
    assert 'name="etude" value="commune:50901" id="id_etude-choisi-1" checked' in page
    assert 'name="etude-ajouter" value="epci:299900001"' in page


def test_le_selecteur_demande_un_compte_et_un_identifiant_de_page(client):
    adresse = reverse("territoires:selecteur", args=["etude"])
    assert client.post(adresse).status_code == 302
    client.force_login(AgentFactory())
    assert client.post(f"{adresse}?id=%3Cscript").status_code == 404


def test_la_carte_du_selecteur_lit_un_pave_ou_cadre_une_selection(
    client, agent, django_assert_max_num_queries
):
    adresse = reverse("territoires:communes_de_la_carte")
    with django_assert_max_num_queries(4):
        lu = client.get(adresse, {"ouest": -2, "sud": 48.5, "est": -0.5, "nord": 49.5}).json()
    assert "50901" in {c["code"] for c in lu["communes"]}
    assert client.get(adresse, {"ouest": -9, "sud": 40, "est": 9, "nord": 50}).json()["trop_large"]
    assert client.get(adresse, {"ouest": "x"}).status_code == 400
    assert len(client.get(adresse, {"codes": "50901"}).json()["emprise"]) == 4
    assert client.get(reverse("territoires:departements_de_la_carte")).json()["features"]
