import pytest
from django.urls import reverse

from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db


def test_le_plan_du_site_ne_montre_a_un_agent_que_ce_que_son_compte_ouvre(client):
    pilotage = reverse("pilotage:accueil")
    assert f'href="{pilotage}"' in client.get(reverse("vitrine:plan")).content.decode()
    client.force_login(AgentFactory(collectivite=True))
    assert f'href="{pilotage}"' not in client.get(reverse("vitrine:plan")).content.decode()
