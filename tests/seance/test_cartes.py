"""Les cartes papier, tapées à la suite : le bon paquet, chaque carte une fois."""

from uuid import uuid4

import pytest
from django.urls import reverse

from etabli.etape4_seance.models import Contribution
from tests.fabriques.seance import ActiviteFactory, ContributionFactory, seance_et_agents

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu(client):
    lieu = seance_et_agents(ouverte=True, code="ACD347")
    lieu.recueil = ActiviteFactory(seance=lieu.seance)
    client.force_login(lieu.coporteur)
    return lieu


def saisir(client, lieu, cartes, **plus):
    saisie = {"activite": lieu.recueil.pk, "cartes": "\n".join(cartes), "lot": uuid4(), **plus}
    return client.post(reverse("seance:cartes", args=[lieu.seance.pk]), saisie)


def test_une_pile_entiere_en_un_envoi(client, lieu):
    reponse = saisir(client, lieu, [f"Idée {n}" for n in range(20)], code="acd 347")

    assert reponse.status_code == 302
    assert Contribution.objects.filter(saisie="papier").count() == 20


def test_les_cartes_d_une_autre_seance_sont_reconnues_a_leur_code(client, lieu):
    reponse = saisir(client, lieu, ["Une halle"], code="TTTTTT")

    assert reponse.status_code == 422
    assert "Ces cartes portent le code TTT\u00a0TTT" in reponse.text
    assert not Contribution.objects.exists()


def test_une_carte_deja_saisie_ou_tapee_deux_fois_se_dit_ligne_par_ligne(client, lieu):
    ContributionFactory(activite=lieu.recueil, texte="Une halle !", saisie="papier")

    reponse = saisir(client, lieu, ["une halle", "Un banc", "UN BANC."])

    assert reponse.status_code == 422
    assert "Ligne 1, «\u00a0une halle\u00a0» : cette carte est déjà saisie." in reponse.text
    assert "Ligne 3, «\u00a0UN BANC.\u00a0» : la même qu&#x27;à la ligne 2." in reponse.text
    assert "une halle\nUn banc\nUN BANC." in reponse.text.replace("\r", "")


def test_deux_personnes_peuvent_avoir_ecrit_la_meme_chose(client, lieu):
    saisir(client, lieu, ["Une halle", "Une halle"], garder_les_doublons="on")

    assert Contribution.objects.count() == 2


def test_ce_qui_vient_d_un_telephone_n_est_pas_une_carte_deja_saisie(client, lieu):
    ContributionFactory(activite=lieu.recueil, texte="Une halle")

    saisir(client, lieu, ["Une halle"])

    assert Contribution.objects.count() == 2


def test_le_meme_envoi_refait_ne_compte_qu_une_fois_et_n_est_pas_refuse(client, lieu):
    lot = uuid4()

    for _ in range(2):
        assert saisir(client, lieu, ["Une halle", "Un banc"], lot=lot).status_code == 302

    assert Contribution.objects.count() == 2
