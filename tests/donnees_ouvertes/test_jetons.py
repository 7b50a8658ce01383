"""Les jetons : ce qu'ils permettent, ce qu'ils ne permettent pas, et ce que le journal en garde."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate, now

from etabli.donnees_ouvertes.actions import creer_un_jeton, revoquer
from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.models import Jeton
from etabli.etape3_atelier.models import Entretien
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.atelier import atelier_et_agents
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import ActiviteFactory, seance_et_agents

pytestmark = pytest.mark.django_db
TOUTES = list(Portee.values)


def jeton_de(agent, *portees, jours=30):
    return creer_un_jeton("outil d'essai", portees or TOUTES, localdate() + timedelta(days=jours), par=agent)


def appeler(client, methode, url, secret, corps=None):
    options = {"data": corps, "content_type": "application/json"} if corps is not None else {}
    return getattr(client, methode)(url, headers={"Authorization": f"Bearer {secret}"}, **options)


@pytest.fixture
def scene():
    return feuille_et_agents(nb_actions=2)


def point(**champs):
    return {"le": str(localdate()), "statut": "en_cours", "texte": "Le marché est lancé."} | champs


def test_le_secret_n_est_garde_nulle_part():
    jeton, secret = jeton_de(AgentFactory())
    lu = Jeton.objects.values().get(pk=jeton.pk)
    assert secret not in str(lu)
    assert secret not in str(list(Fait.objects.values()))
    assert secret.startswith(lu["prefixe"])


def test_l_agent_lit_ses_dossiers_et_eux_seuls(client, scene):
    _, secret = jeton_de(scene.equipe)
    autre = feuille_et_agents(nb_actions=1)
    page = appeler(client, "get", "/api/v1/mes-dossiers", secret).json()
    assert [d["id"] for d in page["lignes"]] == [scene.dossier.pk]
    actions = appeler(client, "get", f"/api/v1/mes-dossiers/{scene.dossier.pk}/actions", secret).json()
    assert [a["id"] for a in actions] == list(
        scene.feuille.actions.order_by("numero").values_list("pk", flat=True)
    )
    assert (
        appeler(client, "get", f"/api/v1/mes-dossiers/{autre.dossier.pk}/actions", secret).status_code == 404
    )


def test_le_point_passe_par_l_action_et_le_journal_nomme_le_jeton(client, scene):
    action = scene.feuille.actions.order_by("numero").first()
    jeton, secret = jeton_de(scene.equipe, Portee.AVANCEMENT)
    reponse = appeler(client, "post", f"/api/v1/actions/{action.pk}/points", secret, point())
    assert reponse.status_code == 201
    assert reponse.json()["statut_de_l_action"] == "en_cours"
    assert Action.objects.get(pk=action.pk).statut == "en_cours"
    fait = Fait.objects.filter(acte="faire_le_point").latest("numero")
    assert (fait.par, fait.moyen) == (scene.equipe, f"le jeton {jeton}")
    client.force_login(scene.equipe)
    assert jeton.prefixe in client.get(f"/dossiers/{scene.dossier.pk}/journal/").content.decode()


def test_hors_d_un_jeton_le_journal_ne_nomme_aucun_outil(scene):
    jeton_de(scene.equipe)
    assert Fait.objects.latest("numero").moyen == ""


REFUS = [
    ({"le": "demain"}, 422, "le"),
    ({"le": str(localdate() + timedelta(days=3))}, 422, "le"),
    ({"statut": "parfait"}, 422, "statut"),
    ({"texte": "a" * 20_001}, 422, "texte"),
    ({"inconnu": 1}, 422, "inconnu"),
]


@pytest.mark.parametrize(("champs", "statut", "champ"), REFUS, ids=str)
def test_une_saisie_refusee_dit_le_champ_et_n_ecrit_rien(client, scene, champs, statut, champ):
    action = scene.feuille.actions.order_by("numero").first()
    _, secret = jeton_de(scene.equipe)
    reponse = appeler(client, "post", f"/api/v1/actions/{action.pk}/points", secret, point(**champs))
    assert reponse.status_code == statut
    assert champ in reponse.json()["erreurs"][0]["champ"]
    assert action.points.count() == 0


@pytest.mark.parametrize("corps", ["{", "[]", "null", '"texte"'])
def test_un_corps_qui_n_est_pas_l_objet_attendu_est_refuse(client, scene, corps):
    _, secret = jeton_de(scene.equipe)
    assert appeler(client, "post", "/api/v1/actions/1/points", secret, corps).status_code in (400, 422)


def test_les_droits_de_l_agent_s_appliquent_toujours(client, scene):
    """Le lecteur du dossier voit l'action, son jeton a toutes les portées, et le point lui est refusé."""
    action = scene.feuille.actions.order_by("numero").first()
    _, secret = jeton_de(scene.lecteur)
    reponse = appeler(client, "post", f"/api/v1/actions/{action.pk}/points", secret, point())
    assert reponse.status_code == 403
    assert "maître d'ouvrage" in reponse.json()["detail"]
    assert action.points.count() == 0


def test_une_portee_qui_manque_ferme_l_adresse(client, scene):
    action = scene.feuille.actions.order_by("numero").first()
    _, secret = jeton_de(scene.equipe, Portee.LIRE)
    reponse = appeler(client, "post", f"/api/v1/actions/{action.pk}/points", secret, point())
    assert (reponse.status_code, action.points.count()) == (403, 0)
    assert Portee.AVANCEMENT.value in reponse.json()["detail"]


@pytest.mark.parametrize("cas", ["revoque", "expire", "inactif", "faux", "tronque"])
def test_un_jeton_qui_ne_vaut_plus_rien_est_refuse_meme_pour_lire(client, cas):
    agent = AgentFactory()
    jeton, secret = jeton_de(agent)
    if cas == "revoque":
        revoquer(jeton, par=agent)
    elif cas == "expire":
        Jeton.objects.filter(pk=jeton.pk).update(expire_le=localdate())
    elif cas == "inactif":
        type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    else:
        secret = f"{secret[:-1]}_" if cas == "faux" else jeton.prefixe
    for url in ("/api/v1/mes-dossiers", "/api/v1/ateliers"):
        reponse = appeler(client, "get", url, secret)
        assert reponse.status_code == 401
        assert "Bearer" in reponse["WWW-Authenticate"]


def test_une_session_ouverte_ne_vaut_pas_un_jeton(client, scene):
    """Sans cookie qui compte, il n'y a rien qu'une page piégée puisse faire écrire."""
    client.force_login(scene.equipe)
    assert client.get("/api/v1/mes-dossiers").status_code == 401


def test_avec_un_jeton_la_limite_est_la_sienne_et_la_reponse_reste_privee(client, scene, settings):
    settings.DEMANDES_PAR_MINUTE, settings.DEMANDES_PAR_MINUTE_AVEC_JETON = 1, 5
    jeton, secret = jeton_de(scene.equipe)
    reponses = [appeler(client, "get", "/api/v1/mes-dossiers", secret) for _ in range(3)]
    assert [r.status_code for r in reponses] == [200] * 3
    assert reponses[0]["RateLimit-Limit"] == "5"
    assert "no-store" in reponses[0]["Cache-Control"]
    assert (now() - Jeton.objects.get(pk=jeton.pk).dernier_usage_le) < timedelta(minutes=1)


def entretien(**champs):
    return {"personne": "Camille Martin", "college": "habitant", "notes": "Parle du marais."} | champs


def test_un_lot_d_entretiens_entre_tout_entier_ou_pas_du_tout(client):
    scene = atelier_et_agents()
    _, secret = jeton_de(scene.equipe)
    url = f"/api/v1/mes-dossiers/{scene.dossier.pk}/entretiens"
    bon = appeler(client, "post", url, secret, {"entretiens": [entretien(), entretien(est_anonyme=True)]})
    assert (bon.status_code, len(bon.json()["deposes"])) == (201, 2)
    sans_source = entretien(a_consenti_le=str(localdate()))
    mauvais = appeler(client, "post", url, secret, {"entretiens": [entretien(), sans_source]})
    assert mauvais.status_code == 422
    assert mauvais.json()["erreurs"][0]["champ"].startswith("entretiens.1.")
    assert Entretien.objects.count() == 2
    assert Fait.objects.filter(acte="mener_un_entretien").first().moyen


def test_un_lot_de_contributions_ne_compte_qu_une_fois(client):
    scene = seance_et_agents(etat="ouverte")
    activite = ActiviteFactory(seance=scene.seance, type="recueil")
    _, secret = jeton_de(scene.equipe)
    liste = appeler(client, "get", f"/api/v1/mes-dossiers/{scene.dossier.pk}/activites", secret).json()
    assert activite.pk in [a["id"] for a in liste]
    corps = {
        "lot": str(uuid.uuid4()),
        "college": "habitant",
        "cartes": [{"texte": "Une digue"}, {"texte": "Un sentier"}],
    }
    url = f"/api/v1/activites/{activite.pk}/contributions"
    assert [appeler(client, "post", url, secret, corps).status_code for _ in range(2)] == [201, 201]
    assert Contribution.objects.filter(activite=activite).count() == 2


def test_un_afom_attend_la_case_de_chaque_carte(client):
    scene = seance_et_agents(etat="ouverte")
    activite = ActiviteFactory(seance=scene.seance, type="afom")
    _, secret = jeton_de(scene.equipe)
    corps = {"lot": str(uuid.uuid4()), "cartes": [{"texte": "Une digue"}]}
    reponse = appeler(client, "post", f"/api/v1/activites/{activite.pk}/contributions", secret, corps)
    assert (reponse.status_code, reponse.json()["erreurs"][0]["champ"]) == (422, "cartes.0.case_afom")


def test_une_liste_de_dossiers_ne_demande_pas_plus_de_requetes_quand_elle_grandit(
    client, scene, django_assert_num_queries
):
    """Le jeton d'un agent de la DGALN, qui voit tous les dossiers."""
    _, secret = jeton_de(scene.dgaln)
    appeler(client, "get", "/api/v1/mes-dossiers", secret)
    nombres = []
    for _ in range(2):
        with django_assert_num_queries(8, exact=False) as requetes:
            appeler(client, "get", "/api/v1/mes-dossiers", secret)
        nombres.append(len(requetes))
        feuille_et_agents()
        feuille_et_agents()
    assert nombres[0] == nombres[1]


# --- la page ---


def test_la_page_montre_le_secret_une_seule_fois(client):
    agent = AgentFactory(ddt=True)
    client.force_login(agent)
    saisie = {"nom": "script", "portees": [Portee.LIRE], "expire_le": str(localdate() + timedelta(days=10))}
    reponse = client.post("/comptes/mes-jetons/", saisie)
    jeton = Jeton.objects.get(agent=agent)
    assert f"{jeton.prefixe}_" in reponse.content.decode()
    assert "no-store" in reponse["Cache-Control"]
    suite = client.get("/comptes/mes-jetons/").content.decode()
    assert f"{jeton.prefixe}_" not in suite
    assert jeton.prefixe in suite


@pytest.mark.parametrize(
    "champs",
    [
        {"nom": ""},
        {"portees": []},
        {"expire_le": "hier"},
        {"expire_le": "2020-01-01"},
        {"expire_le": "2999-01-01"},
    ],
)
def test_une_saisie_refusee_revient_avec_ce_qui_etait_tape(client, champs):
    client.force_login(AgentFactory(ddt=True))
    saisie = {
        "nom": "script à moi",
        "portees": [Portee.LIRE],
        "expire_le": str(localdate() + timedelta(days=10)),
    }
    reponse = client.post("/comptes/mes-jetons/", saisie | champs)
    assert (reponse.status_code, Jeton.objects.count()) == (422, 0)
    assert "nom" in champs or "script à moi" in reponse.content.decode()


def test_on_ne_revoque_que_les_siens(client):
    jeton, _ = jeton_de(AgentFactory())
    autre = AgentFactory(ddt=True)
    client.force_login(autre)
    assert client.post(f"/comptes/mes-jetons/{jeton.pk}/revoquer/").status_code == 404
    with pytest.raises(PermissionDenied):
        revoquer(jeton, par=autre)
    client.force_login(jeton.agent)
    assert client.post(f"/comptes/mes-jetons/{jeton.pk}/revoquer/").status_code == 302
    assert not Jeton.objects.get(pk=jeton.pk).est_bon


def test_trop_de_jetons_se_refuse_en_une_phrase(client):
    agent = AgentFactory(ddt=True)
    for _ in range(10):
        jeton_de(agent)
    with pytest.raises(PermissionDenied, match="révoquez"):
        jeton_de(agent)
    client.force_login(agent)
    assert "révoquez ceux qui ne servent plus" in client.get("/comptes/mes-jetons/").content.decode()


def test_une_portee_inconnue_ou_une_date_passee_est_refusee_par_l_action():
    agent = AgentFactory()
    with pytest.raises(ValidationError):
        jeton_de(agent, "tout:faire")
    with pytest.raises(ValidationError):
        jeton_de(agent, jours=0)
