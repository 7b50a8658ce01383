import pytest

from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("adresse", "saisie"),
    [
        ("/comptes/login/", {"login": "inconnue@essai.example", "password": "pas-le-bon-mot"}),
        ("/comptes/login/", {"login": "", "password": ""}),
        ("/comptes/password/reset/", {"email": "pas une adresse"}),
    ],
)
def test_une_connexion_refusee_se_lit_au_statut(client, adresse, saisie):
    reponse = client.post(adresse, saisie)
    assert reponse.status_code == 422
    assert "fr-alert--error" in reponse.content.decode()


def test_une_connexion_juste_mene_a_mon_espace(client):
    agent = AgentFactory()
    agent.set_password("un-mot-de-passe-long-et-sur")
    agent.save()
    reponse = client.post(
        "/comptes/login/", {"login": agent.email, "password": "un-mot-de-passe-long-et-sur"}
    )
    assert (reponse.status_code, reponse.headers["Location"]) == (302, "/mon-espace/")


def test_on_ne_change_pas_d_adresse_sans_invitation(client):
    client.force_login(AgentFactory())
    assert client.get("/comptes/email/").status_code == 404
