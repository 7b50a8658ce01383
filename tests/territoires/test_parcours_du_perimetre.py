import pytest
from django.urls import reverse

from tests.fabriques.candidature import candidature_et_agents
from tests.fabriques.territoires import ChargementFactory, CommuneFactory

pytestmark = pytest.mark.django_db


def test_de_la_rubrique_localisation_on_retrace_et_l_on_y_revient(client):
    ChargementFactory()
    places = candidature_et_agents()
    dossier = places.candidature.dossier
    rubrique = reverse("candidature:rubrique", args=[dossier.pk, "localisation"])
    client.force_login(places.pilote)
    page = client.get(rubrique).content.decode()
    tracer = f"{reverse('dossier:perimetre_de_reflexion', args=[dossier.pk])}?suite={rubrique}"
    assert f'href="{tracer}"' in page
    assert "pas encore tracé" in page

    envoi = {"nom": "La vallée fictive", "territoires": f"commune:{CommuneFactory().code}"}
    reponse = client.post(tracer, envoi)
    assert reponse.headers["Location"] == rubrique
    dossier.refresh_from_db()
    assert dossier.perimetre_de_reflexion.nom == "La vallée fictive"


@pytest.mark.parametrize("ailleurs", ["https://ailleurs.example/", "//ailleurs.example/"])
def test_on_ne_repart_jamais_vers_un_autre_site(client, ailleurs):
    ChargementFactory()
    places = candidature_et_agents()
    dossier = places.candidature.dossier
    client.force_login(places.pilote)
    adresse = f"{reverse('dossier:perimetre', args=[dossier.pk])}?suite={ailleurs}"
    reponse = client.post(adresse, {"nom": "Bocage", "territoires": f"commune:{CommuneFactory().code}"})
    assert reponse.headers["Location"] == dossier.get_absolute_url()


def test_qui_ne_peut_pas_retracer_lit_pourquoi(client):
    ChargementFactory()
    places = candidature_et_agents()
    client.force_login(places.lecteur)
    adresse = reverse("candidature:rubrique", args=[places.candidature.dossier.pk, "localisation"])
    page = client.get(adresse).content.decode()
    assert "Retracer le périmètre" not in page
