import pytest
from django.urls import reverse

from etabli.socle.models import Fait
from etabli.territoires.recherche import indexer
from etabli.vitrine.auto_test import interlocuteurs, questions
from etabli.vitrine.calcul.auto_test import QUESTIONS
from etabli.vitrine.models import QuestionDAutoTest
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.territoires import CommuneFactory, DepartementFactory, EpciFactory

pytestmark = pytest.mark.django_db
ADRESSE = "/candidater/tester-son-projet/"


def reponses(**autres):
    return {q.cle: "oui" for q in QUESTIONS} | autres


@pytest.fixture
def deux_rives():
    """Une intercommunalité à cheval sur deux départements, chacun avec son service."""
    manche, calvados = DepartementFactory(), DepartementFactory(code="14", nom="Calvados")
    OrganisationFactory(
        type="ddt", nom="DDTM de la Manche", departement=manche, courriel="ddtm@manche.example"
    )
    OrganisationFactory(type="ddt", nom="DDTM du Calvados", departement=calvados)
    epci = EpciFactory(siren="299900007", nom="CC fictive des Deux Rives")
    CommuneFactory(nom="Bourg-Fictif", epci=epci)
    CommuneFactory(nom="Mesnil-Fictif", code="14001", departement=calvados, epci=epci)
    indexer()


def test_le_resultat_dit_les_raisons_leur_source_et_l_adresse_a_partager(client):
    contenu = client.get(ADRESSE, reponses(service="non")).content.decode().replace("&#x27;", "'")
    assert "c'est avec elle que tout commence" in contenu
    assert "Source : Page du programme" in contenu
    assert f'value="http://testserver{ADRESSE}?demande=oui&amp;service=non' in contenu


def test_une_commune_mene_a_son_service(client, deux_rives):
    contenu = client.get(ADRESSE, reponses(lieu="bourg fictif")).content.decode()
    assert "DDTM de la Manche" in contenu
    assert "mailto:ddtm@manche.example" in contenu
    assert "DDTM du Calvados" not in contenu


def test_une_intercommunalite_a_cheval_nomme_ses_deux_services(client, deux_rives):
    contenu = client.get(ADRESSE, reponses(lieu="299900007")).content.decode()
    assert "DDTM de la Manche" in contenu
    assert "DDTM du Calvados" in contenu
    assert "Plusieurs départements sont concernés" in contenu


def test_un_lieu_ambigu_se_choisit_sans_perdre_les_reponses(client, deux_rives):
    contenu = client.get(ADRESSE, reponses(lieu="fictif")).content.decode()
    assert "&amp;lieu=14001#qui-appeler" in contenu
    assert "DDTM" not in contenu.split("Qui appeler")[1].split("Partager")[0]


def test_un_lieu_inconnu_se_dit(client, deux_rives):
    assert "Vérifiez l'orthographe" in client.get(ADRESSE, reponses(lieu="zzzzzz")).content.decode().replace(
        "&#x27;", "'"
    )


def test_sans_direction_departementale_c_est_celle_de_la_region(deux_rives):
    orne = DepartementFactory(code="61", nom="Orne")
    OrganisationFactory(type="dreal", nom="DREAL de Normandie", region=orne.region)
    indexer()
    assert [s.nom for s in interlocuteurs("Orne").services] == ["DREAL de Normandie"]


def test_rien_n_est_garde(client, deux_rives):
    client.get(ADRESSE, reponses(lieu="Manche"))
    assert not Fait.objects.exists()
    assert not client.session.keys()


@pytest.fixture
def dgaln(client):
    client.force_login(AgentFactory(dgaln=True))


def saisie(question, **autres):
    champs = ("texte", "aide", "si_oui", "sinon", "source")
    return {c: getattr(question, c) for c in champs} | {"ordre": 1, "est_active": "on"} | autres


def test_la_dgaln_change_une_question_livree(client, dgaln):
    adresse = reverse("vitrine:question", args=["demande"])
    client.post(adresse, saisie(QUESTIONS[0], texte="Qui demande ?", est_decisive="on"))
    assert questions()[0].texte == "Qui demande ?"
    assert len(questions()) == len(QUESTIONS)
    assert "Qui demande ?" in client.get(ADRESSE).content.decode()


def test_une_question_retiree_n_est_plus_posee_mais_se_retrouve(client, dgaln):
    envoi = saisie(QUESTIONS[0])
    del envoi["est_active"]
    client.post(reverse("vitrine:question", args=["demande"]), envoi)
    assert "demande" not in {q.cle for q in questions()}
    assert "N&#x27;est plus posée" in client.get(
        reverse("vitrine:regler_l_auto_test")
    ).content.decode().replace("N'est", "N&#x27;est")


def test_une_question_ajoutee_a_sa_propre_cle(client, dgaln):
    for _ in range(2):
        client.post(reverse("vitrine:ajouter_une_question"), saisie(QUESTIONS[0], texte="Lieu", ordre=9))
    assert sorted(QuestionDAutoTest.objects.values_list("cle", flat=True)) == ["lieu-2", "lieu-3"]
    assert len(questions()) == len(QUESTIONS) + 2


def test_une_question_incomplete_est_refusee_au_champ(client, dgaln):
    reponse = client.post(reverse("vitrine:question", args=["demande"]), saisie(QUESTIONS[0], sinon=""))
    assert reponse.status_code == 422
    assert not QuestionDAutoTest.objects.exists()
    assert client.get(reverse("vitrine:question", args=["inconnue"])).status_code == 404


def test_seule_la_dgaln_regle_l_auto_test(client):
    client.force_login(AgentFactory(ddt=True))
    for adresse in (reverse("vitrine:regler_l_auto_test"), reverse("vitrine:question", args=["demande"])):
        reponse = client.get(adresse)
        assert reponse.status_code == 403
        assert "Seule la DGALN" in reponse.content.decode()


@pytest.mark.parametrize("combien", [1, 3])
def test_l_auto_test_coute_autant_pour_une_question_reglee_que_pour_trois(
    client, combien, django_assert_num_queries
):
    for question in QUESTIONS[:combien]:
        QuestionDAutoTest.objects.create(cle=question.cle, texte="?", si_oui="oui", sinon="non")
    with django_assert_num_queries(1):
        client.get(ADRESSE, reponses())
