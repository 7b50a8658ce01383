import re

import pytest
from django.core import mail
from django.urls import reverse

from etabli.annuaire.models import Agent
from tests.fabriques.annuaire import MOT_DE_PASSE, AgentFactory

pytestmark = pytest.mark.django_db
CONNEXION = "/comptes/login/"


def test_on_se_connecte_avec_son_adresse_et_son_mot_de_passe(client):
    AgentFactory(email="camille@ddt.example", mot_de_passe=MOT_DE_PASSE)

    reponse = client.post(CONNEXION, {"login": "Camille@ddt.example", "password": MOT_DE_PASSE})

    assert reponse.status_code == 302
    assert reponse.url == "/mon-espace/"


@pytest.mark.parametrize("adresse", ["camille@ddt.example", "personne@nulle-part.example"])
def test_un_echec_de_connexion_ne_dit_pas_si_le_compte_existe(client, adresse):
    AgentFactory(email="camille@ddt.example", mot_de_passe=MOT_DE_PASSE)

    page = client.post(CONNEXION, {"login": adresse, "password": "faux-mot-de-passe"}).content.decode()

    phrase = re.sub(r"\s+", " ", re.search(r"fr-alert--error.*?</div>", page, re.S)[0])
    assert "ne sont pas corrects" in phrase or "incorrect" in phrase


def test_sans_compte_on_est_envoye_a_la_connexion_puis_ou_l_on_allait(client):
    reponse = client.get("/annuaire/")

    assert reponse.status_code == 302
    assert reponse.url == f"{CONNEXION}?next=/annuaire/"


def test_on_n_ouvre_pas_de_compte_soi_meme(client):
    donnees = {"email": "x@essai.example", "password1": MOT_DE_PASSE, "password2": MOT_DE_PASSE}

    reponse = client.post("/comptes/signup/", donnees)

    assert "on y est invité" in reponse.content.decode()
    assert not Agent.objects.filter(email="x@essai.example").exists()


def test_un_mot_de_passe_oublie_se_remplace_par_un_lien(client):
    AgentFactory(email="camille@ddt.example", mot_de_passe=MOT_DE_PASSE)

    client.post("/comptes/password/reset/", {"email": "camille@ddt.example"})
    lien = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    page = client.get(lien, follow=True)
    nouveau = {"password1": "un-autre-mot-de-passe-2026", "password2": "un-autre-mot-de-passe-2026"}
    client.post(page.redirect_chain[-1][0], nouveau)

    assert client.login(email="camille@ddt.example", password="un-autre-mot-de-passe-2026")
    assert "mot de passe" in mail.outbox[0].subject


def test_la_reponse_est_la_meme_pour_une_adresse_inconnue(client):
    AgentFactory(email="camille@ddt.example")

    connue = client.post("/comptes/password/reset/", {"email": "camille@ddt.example"})
    inconnue = client.post("/comptes/password/reset/", {"email": "personne@nulle-part.example"})

    assert (connue.status_code, connue.url) == (inconnue.status_code, inconnue.url)


@pytest.mark.parametrize("nom", ["account_login", "account_reset_password", "account_signup"])
def test_les_pages_de_compte_sont_ouvertes_et_ont_un_seul_titre(client, nom):
    reponse = client.get(reverse(nom))

    assert reponse.status_code == 200
    assert reponse.content.decode().count("<h1") == 1


def test_mon_compte_enregistre_mes_coordonnees(client):
    agent = AgentFactory(ddt=True)
    client.force_login(agent)

    client.post("/comptes/mon-compte/", {"prenom": "Alix", "nom": "Durand", "telephone": "02 33 00 00 00"})

    agent.refresh_from_db()
    assert (str(agent), agent.telephone) == ("Alix Durand", "02 33 00 00 00")


def test_une_saisie_refusee_garde_tout_et_repond_422(client):
    client.force_login(AgentFactory(ddt=True))

    reponse = client.post("/comptes/mon-compte/", {"prenom": "", "nom": "Durand", "telephone": "06"})

    page = reponse.content.decode().replace("\u00a0", " ")
    assert reponse.status_code == 422
    assert 'value="Durand"' in page
    assert "Remplissez le champ « Prénom »." in page


def test_changer_son_mot_de_passe(client):
    agent = AgentFactory(mot_de_passe=MOT_DE_PASSE)
    client.force_login(agent)
    nouveau = "un-autre-mot-de-passe-2026"

    client.post(
        "/comptes/password/change/",
        {"oldpassword": MOT_DE_PASSE, "password1": nouveau, "password2": nouveau},
    )

    agent.refresh_from_db()
    assert agent.check_password(nouveau)
