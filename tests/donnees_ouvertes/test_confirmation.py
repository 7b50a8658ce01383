"""Ce qui ouvre la plateforme à une machine redemande qui l'on est : un poste laissé ouvert n'y suffit pas."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from etabli.donnees_ouvertes.actions import creer_un_abonnement
from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.evenements import EVENEMENTS
from etabli.donnees_ouvertes.models import Abonnement, Jeton
from tests.fabriques.annuaire import MOT_DE_PASSE, AgentFactory

pytestmark = pytest.mark.django_db
ABONNEMENT = {"nom": "Outil", "adresse": "https://outil.example/appel", "evenements": [EVENEMENTS[0].nom]}


def saisie_de_jeton():
    return {
        "nom": "outil",
        "portees": [Portee.LIRE.value],
        "expire_le": str(localdate() + timedelta(days=30)),
    }


@pytest.fixture
def entre_depuis_longtemps(client):
    """Un agent de la DGALN qui a un mot de passe, et qui s'est connecté il y a plus longtemps que le délai."""
    agent = AgentFactory(dgaln=True)
    agent.set_password(MOT_DE_PASSE)
    agent.save()
    client.force_login(agent)
    session = client.session
    session["identite_confirmee_le"] -= 100_000
    session.save()
    return agent


def test_un_jeton_se_cree_apres_confirmation_et_la_saisie_n_est_pas_perdue(client, entre_depuis_longtemps):
    renvoi = client.post("/comptes/mes-jetons/", saisie_de_jeton())
    assert renvoi.url.startswith("/comptes/reauthenticate/")
    assert not Jeton.objects.exists()

    suite = client.post(renvoi.url, {"password": MOT_DE_PASSE, "next": "/comptes/mes-jetons/"})

    assert Jeton.objects.get().nom == "outil"
    assert Jeton.objects.get().prefixe in suite.content.decode()


def test_lire_ses_jetons_ne_demande_rien(client, entre_depuis_longtemps):
    assert client.get("/comptes/mes-jetons/").status_code == 200


@pytest.mark.parametrize("geste", ["modifier", "renouveler"])
def test_ni_l_adresse_ni_le_secret_d_un_abonnement_ne_changent_sans_confirmer(
    client, entre_depuis_longtemps, geste
):
    abonnement, _ = creer_un_abonnement(**ABONNEMENT, par=entre_depuis_longtemps)
    avant = Abonnement.objects.values().get()

    renvoi = client.post(
        f"/abonnements/{abonnement.pk}/{geste}/", ABONNEMENT | {"adresse": "https://a.example/"}
    )

    assert renvoi.url.startswith("/comptes/reauthenticate/")
    assert Abonnement.objects.values().get() == avant


def test_un_abonnement_ne_se_cree_pas_sans_confirmer(client, entre_depuis_longtemps):
    assert client.post("/abonnements/creer/", ABONNEMENT).url.startswith("/comptes/reauthenticate/")
    assert not Abonnement.objects.exists()


def test_qui_n_en_a_pas_le_droit_l_apprend_avant_qu_on_lui_demande_rien(client):
    client.force_login(AgentFactory())
    session = client.session
    session["identite_confirmee_le"] -= 100_000
    session.save()
    assert client.post("/abonnements/creer/", ABONNEMENT).status_code == 403
