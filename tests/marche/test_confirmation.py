"""Ouvrir les plis redemande qui l'on est, et un second facteur là où il est exigé."""

import pytest

from etabli.annuaire import second_facteur
from etabli.etape2_marche import actions
from etabli.etape2_marche.enums import Etat
from tests.fabriques.annuaire import MOT_DE_PASSE
from tests.fabriques.marche import enregistrer, scene_de_marche

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """Les plis sont là, une première personne a demandé l'ouverture ; la seconde a un mot de passe."""
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    for consultation in scene.marche.consultations.all():
        enregistrer(scene, consultation.titulaire)
    actions.demander_l_ouverture(scene.marche, par=scene.collectivite)
    scene.acheteur.set_password(MOT_DE_PASSE)
    scene.acheteur.save()
    return scene


def _ouvrir(client, scene):
    return client.post(f"/marches/{scene.marche.pk}/ouvrir_les_plis/")


def test_entre_depuis_longtemps_on_confirme_puis_les_plis_s_ouvrent(client, scene):
    client.force_login(scene.acheteur)
    session = client.session
    session["identite_confirmee_le"] -= 301
    session.save()

    renvoi = _ouvrir(client, scene)
    scene.marche.refresh_from_db()
    avant = scene.marche.etat
    suite = {"password": MOT_DE_PASSE, "next": f"/marches/{scene.marche.pk}/ouvrir_les_plis/"}
    client.post(renvoi.url, suite)

    scene.marche.refresh_from_db()
    assert renvoi.url.startswith("/comptes/reauthenticate/")
    assert avant == Etat.DEPOUILLEMENT
    assert scene.marche.etat == Etat.ANALYSE


def test_sans_second_facteur_les_plis_ne_s_ouvrent_pas(client, scene, settings):
    settings.SECOND_FACTEUR_EXIGE = True
    client.force_login(scene.acheteur)

    reponse = _ouvrir(client, scene)

    scene.marche.refresh_from_db()
    assert reponse.url.startswith("/comptes/second-facteur/")
    assert scene.marche.etat == Etat.DEPOUILLEMENT


def test_qui_achete_doit_un_second_facteur_jusqu_a_l_ouverture(scene, settings):
    settings.SECOND_FACTEUR_EXIGE = True

    assert second_facteur.est_exige(scene.acheteur)
    assert not second_facteur.est_exige(scene.collectivite)
