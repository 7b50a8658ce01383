"""Être prévenu sans compte : confirmer, recevoir une fois, arrêter d'un geste, et que l'adresse disparaisse."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now

from etabli.socle.models import LettreSortante
from etabli.vitrine.lettres import ARRETER, CONFIRMER, alerte_du_jeton, jeton
from etabli.vitrine.models import Alerte
from tests.fabriques.dossier import DossierFactory
from tests.fabriques.vitrine import RealisationFactory, publier

pytestmark = pytest.mark.django_db
DEMANDE = "/les-ateliers/alerte/?theme=Eau"


def demander(client, courriel="habitante@example.org", adresse=DEMANDE):
    return client.post(adresse, {"courriel": courriel})


@pytest.fixture
def eau():
    return RealisationFactory(nom="Le bocage et l'eau", theme="Eau")


@pytest.fixture
def confirmee(client, eau, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        demander(client)
    client.post(lien(mail.outbox[0], "confirmer"))
    mail.outbox.clear()
    return Alerte.objects.get()


@pytest.fixture
def relever(django_capture_on_commit_callbacks):
    def relever(*options):
        sortie = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("envoyer_les_alertes", *options, stdout=sortie)
        return sortie.getvalue()

    return relever


def lien(lettre, mot):
    return re.search(rf"https?://[^/]+(/\S+/{mot}/)", lettre.body)[1]


def test_rien_ne_part_sans_confirmation(client, eau, relever):
    demander(client)
    RealisationFactory(theme="Eau")
    assert "0\xa0lettre" in relever()
    assert Alerte.objects.get().confirmee_le is None


def test_ouvrir_le_lien_ne_confirme_pas_seul_le_bouton_confirme(
    client, eau, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        demander(client)
    adresse = lien(mail.outbox[0], "confirmer")
    assert "Confirmer l&#x27;alerte" in client.get(adresse).content.decode().replace(
        "l'alerte", "l&#x27;alerte"
    )
    assert Alerte.objects.get().confirmee_le is None
    assert "Alerte confirmée" in client.post(adresse).content.decode()
    assert Alerte.objects.get().confirmee_le


def test_seul_ce_qui_arrive_est_annonce_et_une_seule_fois(confirmee, relever):
    RealisationFactory(nom="Un autre cours d'eau", theme="Eau")
    RealisationFactory(nom="Le littoral", theme="Littoral")
    publier(DossierFactory(est_fictif=True), titre="Inventé")
    assert "1\xa0lettre" in relever()
    assert "0\xa0lettre" in relever()
    (lettre,) = mail.outbox
    assert "Un autre cours d'eau" in lettre.body
    assert "littoral" not in lettre.body
    assert "Le bocage" not in lettre.body


def test_simuler_n_envoie_rien(confirmee, relever):
    RealisationFactory(theme="Eau")
    assert "1\xa0lettre" in relever("--simuler")
    assert not mail.outbox
    assert "1\xa0lettre" in relever()


def test_la_messagerie_arrete_d_un_geste_et_l_adresse_est_effacee(confirmee, relever):
    RealisationFactory(theme="Eau")
    relever()
    en_tete = mail.outbox[0].extra_headers
    assert en_tete["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    adresse = re.search(r"https?://[^/]+(/\S+)>", en_tete["List-Unsubscribe"])[1]
    # Sans cookie ni jeton de formulaire, comme le fait une messagerie.
    messagerie = Client(enforce_csrf_checks=True)
    reponse = messagerie.post(adresse, {"List-Unsubscribe": "One-Click"})
    assert reponse.status_code == 200
    assert not Alerte.objects.exists()
    assert not LettreSortante.objects.filter(destinataire="habitante@example.org").exists()
    assert "Alerte arrêtée" in messagerie.get(adresse).content.decode()


def test_ouvrir_le_lien_d_arret_n_arrete_pas(client, confirmee):
    adresse = f"/les-ateliers/alerte/{jeton(confirmee, ARRETER)}/arreter/"
    assert "Arrêter et effacer mon adresse" in client.get(adresse).content.decode()
    assert Alerte.objects.exists()


def test_un_lien_ne_sert_qu_a_son_usage(client, confirmee):
    assert alerte_du_jeton(jeton(confirmee, CONFIRMER), ARRETER) is None
    assert alerte_du_jeton(jeton(confirmee, ARRETER), CONFIRMER) is None
    assert alerte_du_jeton(jeton(confirmee, ARRETER) + "x", ARRETER) is None
    reponse = client.get("/les-ateliers/alerte/faux/confirmer/")
    assert reponse.status_code == 404


def test_ce_qui_n_est_pas_confirme_a_temps_s_efface_et_le_reste_au_bout_de_deux_ans(
    client, confirmee, relever
):
    demander(client, "oublieuse@example.org")
    relever()
    assert Alerte.objects.count() == 2
    Alerte.objects.update(cree_le=now() - timedelta(days=4))
    relever()
    assert [a.courriel for a in Alerte.objects.all()] == ["habitante@example.org"]
    Alerte.objects.update(confirmee_le=now() - timedelta(days=731))
    assert "1\xa0alerte effacée" in relever()
    assert not Alerte.objects.exists()
    assert not LettreSortante.objects.exists()


def test_la_page_repond_pareil_a_une_adresse_connue_et_personne_n_est_inonde(client, eau):
    reponses = {demander(client).url for _ in range(3)}
    assert reponses == {"/les-ateliers/alerte/demandee/"}
    assert LettreSortante.objects.count() == 1
    for theme in range(9):
        demander(client, adresse=f"/les-ateliers/alerte/?q=mot{theme}")
    assert LettreSortante.objects.count() == 5


def test_une_adresse_mal_ecrite_est_refusee_au_champ_et_gardee(client, eau):
    reponse = demander(client, "habitante@")
    assert reponse.status_code == 422
    contenu = reponse.content.decode()
    assert "elle s&#x27;écrit comme nom@domaine.fr" in contenu
    assert 'value="habitante@"' in contenu
    assert not Alerte.objects.exists()


@pytest.mark.parametrize("combien", [1, 3])
def test_annoncer_coute_autant_par_alerte(client, confirmee, combien, django_assert_max_num_queries):
    RealisationFactory.create_batch(combien, theme="Eau")
    with django_assert_max_num_queries(22):
        call_command("envoyer_les_alertes", stdout=StringIO())
