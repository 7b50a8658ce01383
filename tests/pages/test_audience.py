"""Les visites : un nombre par page et par jour, et rien sur les visiteurs."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from etabli.vitrine.pages import audience
from etabli.vitrine.pages.models import Passage
from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db
NAVIGATEUR = {"HTTP_USER_AGENT": "Mozilla/5.0"}


@pytest.fixture(autouse=True)
def _compteur(settings, monkeypatch):
    settings.MESURE_D_AUDIENCE = True
    monkeypatch.setattr(audience, "TOUTES_LES", float("inf"))
    audience._comptes.clear()
    yield
    audience._comptes.clear()


def test_lire_une_page_n_ecrit_rien_puis_tout_s_ecrit_d_un_coup(client):
    for _ in range(3):
        client.get("/le-programme/", **NAVIGATEUR)
    assert not Passage.objects.exists()
    audience.vider()
    passage = Passage.objects.get()
    assert (passage.chemin, passage.jour, passage.nb) == ("/le-programme/", localdate(), 3)


def test_au_bout_d_une_minute_la_visite_suivante_ecrit(client, monkeypatch):
    monkeypatch.setattr(audience, "TOUTES_LES", 0)
    client.get("/le-programme/", **NAVIGATEUR)
    assert Passage.objects.get().nb == 1


def test_les_nombres_s_ajoutent_d_un_processus_a_l_autre():
    for nb in (2, 5):
        for _ in range(nb):
            audience.noter("/", date(2026, 3, 2))
        audience.vider()
    assert Passage.objects.get().nb == 7


def test_ni_robot_ni_agent_ni_export_ni_introuvable_ne_compte(client):
    client.get("/le-programme/", HTTP_USER_AGENT="Googlebot")
    client.get("/le-programme/")
    client.get("/nulle-part/", **NAVIGATEUR)
    client.get("/sitemap.xml", **NAVIGATEUR)
    client.get("/comptes/login/", **NAVIGATEUR)
    client.force_login(AgentFactory(ddt=True))
    client.get("/le-programme/", **NAVIGATEUR)
    assert not audience._comptes


def test_une_base_qui_ne_repond_pas_ne_perd_rien(monkeypatch):
    def en_panne(*_):
        raise audience.DatabaseError

    audience.noter("/")
    with monkeypatch.context() as panne:
        panne.setattr(audience, "_ajouter", en_panne)
        audience.vider()
    audience.vider()
    assert Passage.objects.get().nb == 1


def test_la_page_des_statistiques_dit_les_pages_les_plus_lues(client):
    Passage.objects.create(chemin="/candidater/", jour=localdate(), nb=1200)
    Passage.objects.create(chemin="/", jour=localdate(), nb=5)
    contenu = client.get("/stats/").content.decode()
    assert "1\u202f205" in contenu
    assert contenu.index("/candidater/</a>") < contenu.index(">/</a>")


def test_sans_visite_la_page_le_dit(client):
    assert "Aucune visite" in client.get("/stats/").content.decode()
