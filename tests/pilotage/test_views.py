"""Le pilotage : qui le lit, ce qu'il compte, où mènent ses chiffres."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College, Role
from etabli.etape1_candidature.enums import Etat
from etabli.etape2_marche.enums import Etat as EtatDuMarche
from etabli.etape2_marche.enums import EtatDeLAvenant
from etabli.etape2_marche.execution import consommation_de
from etabli.etape4_seance.models import Emargement
from etabli.pilotage.graphiques import FORMES, GRAPHIQUES
from etabli.pilotage.listes import LISTES
from etabli.pilotage.programme import cadres_en_vigueur
from etabli.pilotage.views.bord import BORDS
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.candidature import CandidatureFactory
from tests.fabriques.dossier import DossierFactory, FormatFactory
from tests.fabriques.marche import scene_de_marche
from tests.fabriques.seance import SeanceFactory
from tests.fabriques.territoires import DepartementFactory, RegionFactory
from tests.fabriques.vitrine import feuille_adoptee

pytestmark = pytest.mark.django_db
LIEUX = ["/pilotage/regions/28/", "/pilotage/departements/50/"]
URLS = ["/pilotage/", *LIEUX, "/pilotage/graphiques/carte.svg", *(f"/pilotage/{nom}/" for nom in LISTES)]
A_LA_DGALN = ["/pilotage/normes/local/", "/pilotage/rapports/"]


@pytest.fixture(autouse=True)
def _la_manche():
    DepartementFactory(code="50", region=RegionFactory(code="28"))


@pytest.fixture
def dgaln(client):
    agent = AgentFactory(dgaln=True)
    client.force_login(agent)
    return agent


@pytest.mark.parametrize("url", URLS)
def test_la_dgaln_ouvre_tout(client, dgaln, url):
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("role", ["collectivite", "groupement", "operateur", "prefecture"])
def test_les_autres_sont_refuses_avec_une_raison(client, url, role):
    client.force_login(AgentFactory(**{role: True}))
    reponse = client.get(url)
    assert reponse.status_code == 403
    assert "services déconcentrés" in reponse.content.decode()


@pytest.mark.parametrize("url", URLS)
def test_sans_compte_on_se_connecte(client, url):
    assert client.get(url).status_code == 302


def test_le_menu_ne_propose_le_pilotage_qu_a_ceux_qui_l_ouvrent(client):
    client.force_login(AgentFactory(collectivite=True))
    assert 'href="/pilotage/"' not in client.get("/").content.decode()
    client.force_login(AgentFactory(ddt=True))
    assert 'href="/pilotage/"' in client.get("/").content.decode()


def test_un_service_ne_compte_que_ses_dossiers(client):
    ddt = AgentFactory(ddt=True)
    DossierFactory(titre="Le mien", membres={Role.PILOTE: ddt.organisation_principale})
    DossierFactory(titre="Celui du voisin")
    client.force_login(ddt)
    contenu = client.get("/pilotage/dossiers/").content.decode()
    assert "Le mien" in contenu
    assert "voisin" not in contenu


def test_un_service_ne_lit_pas_la_cohorte_nationale(client):
    FormatFactory()
    client.force_login(AgentFactory(ddt=True))
    assert "La cohorte de l" not in client.get("/pilotage/").content.decode()


def compter(client, url):
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(url).status_code == 200
    return len(requetes)


def un_dossier_complet():
    seance = SeanceFactory()
    Emargement.objects.create(seance=seance, nom="Une personne", college=College.ELU)
    feuille_adoptee(seance.atelier.dossier)
    return seance.atelier.dossier


@pytest.mark.parametrize("url", URLS)
def test_le_pilotage_ne_demande_pas_plus_de_requetes_quand_les_dossiers_affluent(client, dgaln, url):
    un_dossier_complet()
    compter(client, url)
    un = compter(client, url)
    un_dossier_complet()
    un_dossier_complet()
    assert compter(client, url) == un


def test_une_candidature_arretee_ne_fait_pas_attendre(client, dgaln):
    CandidatureFactory(etat=Etat.NON_ELIGIBLE)
    assert "dossier arrêté" in client.get("/pilotage/dossiers/").content.decode()
    assert "Aucune ligne" in client.get("/pilotage/dossiers/?situation=en_cours").content.decode()


def test_un_service_ne_lit_pas_qui_instruit(client):
    ddt = AgentFactory(ddt=True)
    client.force_login(ddt)
    contenu = client.get("/pilotage/").content.decode()
    assert "Qui instruit quoi" not in contenu
    assert "Avis donné par" not in client.get("/candidatures/").content.decode()


@pytest.mark.parametrize("url", A_LA_DGALN)
def test_un_service_ne_regle_ni_ne_rapporte(client, url):
    FormatFactory()
    client.force_login(AgentFactory(ddt=True))
    reponse = client.get(url)
    assert reponse.status_code == 403
    assert "par la DGALN" in reponse.content.decode()


def test_un_service_va_tout_droit_a_son_departement(client):
    departement = DepartementFactory()
    ddt = AgentFactory(ddt=True)
    type(ddt.organisation_principale).objects.update(departement=departement)
    client.force_login(ddt)
    contenu = client.get("/pilotage/").content.decode()
    assert f'href="/pilotage/departements/{departement.pk}/"' in contenu
    assert client.get(f"/pilotage/departements/{departement.pk}/").status_code == 200


def test_un_lieu_inconnu_n_existe_pas(client, dgaln):
    assert client.get("/pilotage/regions/zz/").status_code == 404
    assert client.get("/pilotage/departements/zz/").status_code == 404


@pytest.mark.parametrize("forme", dict(FORMES))
def test_chaque_graphique_se_telecharge_tel_qu_on_le_voit(client, dgaln, forme):
    un_dossier_complet()
    debuts = {"svg": b"<svg", "png": b"\x89PNG", "csv": "\ufeff".encode()}
    for nom in ("etapes", "presences", "actions", "carte"):
        reponse = client.get(f"/pilotage/graphiques/{nom}.{forme}")
        assert reponse.content.startswith(debuts[forme]), nom
        assert "attachment" in reponse["Content-Disposition"]


def test_un_graphique_qui_n_a_rien_a_dire_n_existe_pas(client, dgaln):
    assert "titulaires" in GRAPHIQUES
    for nom in ("titulaires.svg", "inconnu.svg", "etapes.gif"):
        assert client.get(f"/pilotage/graphiques/{nom}").status_code == 404


def test_la_consommation_du_cadre_additionne_les_marches_notifies():
    scene = scene_de_marche(EtatDuMarche.NOTIFIE)
    dgaln = Agent.objects.get(pk=scene.dgaln.pk)
    (cadre,) = [c for c in cadres_en_vigueur(dgaln) if c.cadre == scene.marche.accord_cadre]
    assert cadre.bilan.total == scene.marche.montant_ht
    assert cadre.bilan.nb_marches == 1


def test_la_consommation_du_tableau_de_bord_est_celle_de_la_page_du_cadre(django_assert_num_queries):
    scene = scene_de_marche(EtatDuMarche.NOTIFIE)
    cadre, marche = scene.marche.accord_cadre, scene.marche
    autre = scene_de_marche(EtatDuMarche.NOTIFIE, accord_cadre=cadre).marche
    marche.avenants.create(
        numero=1,
        objet="Une visite",
        motif="Demandée par les élus",
        ecart_ht=Decimal("4500.50"),
        etat=EtatDeLAvenant.NOTIFIE,
        notifie_le=localdate(),
    )
    dgaln = Agent.objects.get(pk=scene.dgaln.pk)
    with django_assert_num_queries(7):  # dont la fonction de l'agent
        (vu,) = [c for c in cadres_en_vigueur(dgaln) if c.cadre == cadre]
    assert vu.bilan == consommation_de(cadre)
    assert vu.bilan.total == marche.montant_ht + autre.montant_ht + Decimal("4500.50")


def test_le_filtre_de_region_s_applique_partout(client, dgaln):
    DossierFactory(titre="Normand")
    assert "Normand" in client.get("/pilotage/dossiers/", {"region": "28"}).content.decode()
    assert "ne se lit pas" in client.get("/pilotage/", {"region": "inconnue"}).content.decode()


def test_les_listes_s_exportent_sans_rien_executer(client, dgaln):
    DossierFactory(titre="=1+1")
    assert "'=1+1" in client.get("/pilotage/dossiers/export.csv").content.decode("utf-8-sig")
    assert client.get("/pilotage/dossiers/export.xlsx").content.startswith(b"PK")
    assert client.get("/pilotage/dossiers/export.pdf").status_code == 404
    assert client.get("/pilotage/inconnue/").status_code == 404


def test_un_dossier_de_demonstration_est_annonce(client, dgaln):
    DossierFactory(est_fictif=True)
    assert "contenu fictif" in client.get("/pilotage/").content.decode()


@pytest.fixture
def revision(monkeypatch):
    """Un essai tient dans une transaction, où rien ne se garde : on tient le compteur à la main."""
    BORDS.vider()
    etat = {"nom": "r1"}
    monkeypatch.setattr("etabli.pilotage.views.bord.revision_de_la_base", lambda: etat["nom"])
    yield etat
    BORDS.vider()


def nb_de_dossiers(client, adresse="/pilotage/"):
    return client.get(adresse).context["ensemble"][0].valeur


def test_les_chiffres_ne_se_recomptent_que_si_la_base_a_change(client, dgaln, revision):
    DossierFactory()
    with CaptureQueriesContext(connection) as premiere:
        assert nb_de_dossiers(client) == 1
    with CaptureQueriesContext(connection) as seconde:
        assert nb_de_dossiers(client) == 1
    assert len(seconde) < len(premiere) / 3
    DossierFactory()
    revision["nom"] = "r2"
    assert nb_de_dossiers(client) == 2


def test_les_chiffres_de_l_un_ne_sont_pas_servis_a_l_autre(client, dgaln, revision):
    RegionFactory(code="11")
    DossierFactory.create_batch(2)
    assert nb_de_dossiers(client) == 2
    assert nb_de_dossiers(client, "/pilotage/regions/11/") == 0
    client.force_login(AgentFactory(ddt=True))
    assert nb_de_dossiers(client) == 0
