"""Une écriture renvoyée avec sa clé ne compte qu'une fois ; sans clé, chaque envoi compte."""

import pytest
from django.utils.timezone import localdate

from etabli.donnees_ouvertes.interface.api import API
from etabli.etape5_feuille_de_route.models import PointDeSuivi
from etabli.socle import envois
from etabli.socle.models import EnvoiRecu
from tests.donnees_ouvertes.test_jetons import jeton_de, point
from tests.fabriques.feuille_de_route import feuille_et_agents

pytestmark = pytest.mark.django_db
CLE = "6f1d0c6e-3d0b-4f0e-9a57-2c1d8b7a9e10"


@pytest.fixture
def scene():
    return feuille_et_agents(nb_actions=2)


@pytest.fixture
def poster(client, scene):
    _, secret = jeton_de(scene.equipe)
    adresse = f"/api/v1/actions/{scene.feuille.actions.order_by('numero').first().pk}/points"

    def _poster(corps=None, cle=CLE, secret=secret):
        en_tetes = {"Authorization": f"Bearer {secret}", **({"Idempotency-Key": cle} if cle else {})}
        return client.post(adresse, data=corps or point(), content_type="application/json", headers=en_tetes)

    return _poster


def test_la_meme_cle_rend_la_meme_reponse_sans_rien_refaire(poster):
    premiere, seconde = poster(), poster()
    assert (premiere.status_code, seconde.status_code) == (201, 201)
    assert premiere.json() == seconde.json()
    assert "Idempotency-Replayed" not in premiere
    assert seconde["Idempotency-Replayed"] == "true"
    assert PointDeSuivi.objects.count() == 1


def test_sans_cle_ou_avec_une_autre_chaque_envoi_compte(poster):
    for cle in ("", "", CLE, "une-autre-cle"):
        assert poster(cle=cle).status_code == 201
    assert PointDeSuivi.objects.count() == 4


def test_une_cle_ne_sert_pas_a_deux_demandes(poster):
    poster()
    refus = poster(point(texte="Autre chose."))
    assert refus.status_code == 422
    assert "tirez-en une neuve" in refus.json()["detail"]


def test_une_demande_refusee_rend_sa_cle(poster):
    assert poster(point(statut="inconnu")).status_code == 422
    assert not EnvoiRecu.objects.exists()
    assert poster().status_code == 201


def test_la_cle_d_un_jeton_n_est_rien_pour_un_autre(poster, scene):
    poster()
    _, autre = jeton_de(scene.equipe)
    assert poster(secret=autre).status_code == 201
    assert PointDeSuivi.objects.count() == 2


def test_une_premiere_demande_morte_en_route_ne_se_refait_pas_a_l_aveugle(poster, monkeypatch):
    monkeypatch.setattr(envois, "ATTENTE", 0.05)
    monkeypatch.setattr(envois, "garder", lambda cle, suite: None)
    poster()
    refus = poster()
    assert (refus.status_code, PointDeSuivi.objects.count()) == (409, 1)
    assert "clé neuve" in refus.json()["detail"]


@pytest.mark.parametrize("cle", ["court", "avec une espace", "x" * 300])
def test_une_cle_illisible_est_refusee(poster, cle):
    assert poster(cle=cle).status_code == 422
    assert not PointDeSuivi.objects.filter(le=localdate()).exists()


def test_la_description_annonce_la_cle():
    chemins = API.get_openapi_schema(path_prefix="/api/v1")["paths"]
    ecritures = [operations["post"] for operations in chemins.values() if "post" in operations]
    assert len(ecritures) >= 3
    for operation in ecritures:
        assert "Idempotency-Key" in [parametre["name"] for parametre in operation["parameters"]]
        assert "409" in operation["responses"]
