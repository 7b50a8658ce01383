"""La liste de travail des ateliers."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from etabli.etape3_atelier.models import Atelier
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.atelier import AtelierFactory

pytestmark = pytest.mark.django_db


def compter(client, adresse):
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


@pytest.mark.parametrize("adresse", ["/ateliers/", "/ateliers/ateliers.csv"])
def test_un_ou_trois_ateliers_font_le_meme_nombre_de_requetes(client, adresse):
    client.force_login(AgentFactory(dgaln=True))
    AtelierFactory()
    un = compter(client, adresse)
    AtelierFactory.create_batch(2)
    assert compter(client, adresse) == un


def test_on_filtre_par_etat_equipe_et_territoire(client):
    client.force_login(AgentFactory(dgaln=True))
    voulu, autre = AtelierFactory(), AtelierFactory()
    for parametres in ({"equipe": voulu.equipe_id}, {"q": voulu.dossier.titre.upper()}):
        lue = client.get("/ateliers/", parametres).context["lue"]
        assert list(lue.feuille) == [voulu], parametres
    assert client.get("/ateliers/", {"etat": autre.etat}).context["lue"].feuille.paginator.count == 2


def test_l_export_suit_les_droits(client):
    AtelierFactory()
    client.force_login(AgentFactory(ddt=True))
    lignes = list(
        csv.reader(io.StringIO(client.get("/ateliers/ateliers.csv").content.decode()), delimiter=";")
    )
    assert len(lignes) == 1, "les en-têtes seuls"
    assert Atelier.objects.count() == 1
    assert client.get("/ateliers/ateliers.exe").status_code == 404
