"""L'avancement d'un travail de fond, vu par celui qui l'a demandé."""

import pytest
from django.contrib.messages import info
from django.contrib.messages.storage.fallback import FallbackStorage
from django_htmx.middleware import HtmxDetails

from etabli.socle.models import EtatTravail, Travail
from etabli.socle.rendu import messages_hors_bande
from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    agent = AgentFactory()
    client.force_login(agent)
    return agent


def creer(agent, **champs):
    return Travail.objects.create(titre="Livret", demande_par=agent, **champs)


def test_un_travail_en_cours_se_suit_avec_ou_sans_javascript(client, agent):
    travail = creer(agent, etat=EtatTravail.EN_COURS, avancement=40, etape="mise en page")
    page = client.get(f"/travaux/{travail.pk}/").content.decode()
    assert f'hx-get="/travaux/{travail.pk}/"' in page
    assert f'href="/travaux/{travail.pk}/">Actualiser</a>' in page
    assert '<progress max="100" value="40"' in page


def test_htmx_ne_recoit_que_l_avancement(client, agent):
    travail = creer(agent)
    fragment = client.get(f"/travaux/{travail.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith('<div class="etabli-progression"')
    assert "<html" not in fragment


def test_un_travail_fini_cesse_d_interroger_et_mene_au_resultat(client, agent):
    travail = creer(agent, etat=EtatTravail.FAIT, avancement=100, retour="/composants/")
    page = client.get(f"/travaux/{travail.pk}/").content.decode()
    assert "hx-get" not in page
    assert '<a class="fr-btn" href="/composants/">Voir le résultat</a>' in page


def test_un_echec_dit_sa_cause_et_quoi_faire(client, agent):
    travail = creer(agent, etat=EtatTravail.ECHOUE, erreur="la carte n'a pas de commune")
    page = client.get(f"/travaux/{travail.pk}/").content.decode()
    assert "la carte n&#x27;a pas de commune" in page
    assert "Recommencez" in page


def test_le_travail_d_un_autre_est_introuvable(client, agent):
    travail = creer(AgentFactory())
    assert client.get(f"/travaux/{travail.pk}/").status_code == 404


def test_les_messages_en_attente_suivent_le_fragment(rf):
    requete = rf.get("/", headers={"HX-Request": "true"})
    requete.session, requete.htmx = {}, HtmxDetails(requete)
    requete._messages = FallbackStorage(requete)
    assert messages_hors_bande(requete) == ""
    info(requete, "C'est enregistré.")
    html = messages_hors_bande(requete)
    assert 'hx-swap-oob="true"' in html
    assert "C&#x27;est enregistré." in html
