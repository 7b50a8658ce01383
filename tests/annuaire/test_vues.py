"""Les vues enregistrées : à soi ou partagées, jamais plus que ce que l'on peut voir."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from etabli.annuaire import actions
from etabli.annuaire.models import VueEnregistree
from etabli.annuaire.permissions import peut_modifier_la_vue
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
LISTE = "/annuaire/"


@pytest.fixture
def agent(client):
    agent = AgentFactory(ddt=True)
    client.force_login(agent)
    return agent


@pytest.fixture
def collegue(agent):
    return AgentFactory(organisation=agent.organisation_principale)


def saisie(client, **champs):
    """Ce que la page de la liste envoie."""
    jeton = client.get(LISTE).context["jeton_de_vue"]
    return {"jeton": jeton, "nom": "À suivre", "parametres": "q=haut&page=3", **champs}


def vue_de(agent, nom="À suivre", **champs):
    champs = {"chemin": LISTE, "liste": "Annuaire", "parametres": "q=haut", **champs}
    return actions.enregistrer_une_vue(nom, par=agent, **champs)


def test_une_vue_garde_les_filtres_et_y_ramene(client, agent):
    reponse = client.post("/mes-vues/enregistrer/", saisie(client))
    assert reponse.headers["Location"] == "/annuaire/?q=haut", "sans la page où l'on était"
    vue = VueEnregistree.objects.get()
    assert (vue.agent, vue.liste, vue.organisation) == (agent, "Annuaire", None)


def test_chaque_vue_dit_combien_elle_compte(client, agent):
    OrganisationFactory(nom="CC du Haut")
    OrganisationFactory(nom="CC du Bas")
    vue_de(agent)
    vue_de(agent, "Toutes", parametres="")
    contexte = client.get(LISTE, {"q": "haut"}).context
    montrees = {m.vue.nom: (m.nombre, m.est_active) for m in contexte["vues"]}
    assert montrees == {"À suivre": (1, True), "Toutes": (3, False)}


def test_une_vue_n_apparait_que_sur_sa_liste(client, agent):
    vue_de(agent, chemin="/dossiers/")
    assert not client.get(LISTE).context["vues"]


def test_une_vue_partagee_se_voit_dans_l_organisation_et_nulle_part_ailleurs(client, agent, collegue):
    vue = vue_de(agent, organisation=agent.organisation_principale)
    ailleurs = AgentFactory(ddt=True)
    assert list(VueEnregistree.objects.visible_to(collegue)) == [vue]
    assert not VueEnregistree.objects.visible_to(ailleurs).exists()
    assert not peut_modifier_la_vue(collegue, vue)
    client.force_login(collegue)
    assert client.post(f"/mes-vues/{vue.pk}/supprimer/").status_code == 403
    client.force_login(ailleurs)
    assert client.post(f"/mes-vues/{vue.pk}/supprimer/").status_code == 404


def test_une_vue_dont_l_auteur_est_parti_revient_a_ses_collegues(client, agent, collegue):
    vue = vue_de(agent, organisation=agent.organisation_principale)
    agent.fonctions.update(fin_le=localdate())
    client.force_login(collegue)
    assert client.post(f"/mes-vues/{vue.pk}/", {"nom": "Reprise", "organisation": ""}).status_code == 302
    assert VueEnregistree.objects.get().nom == "Reprise"


def test_on_ne_partage_qu_avec_son_organisation(client, agent):
    autre = OrganisationFactory()
    reponse = client.post("/mes-vues/enregistrer/", saisie(client, organisation=autre.pk))
    assert reponse.status_code == 422
    assert not VueEnregistree.objects.exists()


def test_un_nom_deja_pris_se_dit_et_se_remplace(client, agent):
    vue_de(agent)
    reponse = client.post("/mes-vues/enregistrer/", saisie(client, parametres="q=bas"))
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "Vous avez déjà une vue de ce nom" in page
    assert 'value="q=bas"' in page, "rien de ce qui était filtré n'est perdu"
    client.post("/mes-vues/enregistrer/", saisie(client, parametres="q=bas", remplacer="on"))
    assert VueEnregistree.objects.get().parametres == "q=bas"


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nom": ""}, "Nom de la vue"),
        ({"nom": "x" * 61}, "60"),
        ({"parametres": "q=" + "x" * 3000}, "trop longs"),
        ({"jeton": "/ailleurs"}, "trop ancienne"),
    ],
)
def test_ce_qui_ne_va_pas_se_dit_et_rien_n_est_garde(client, agent, champs, phrase):
    reponse = client.post("/mes-vues/enregistrer/", saisie(client, **champs))
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert not VueEnregistree.objects.exists()


def test_une_vue_ne_mene_jamais_hors_du_site(client, agent):
    """L'adresse vient d'un jeton signé : on ne la choisit pas."""
    assert (
        client.post(
            "/mes-vues/enregistrer/", saisie(client, jeton='["https://ailleurs.example/", "x"]')
        ).status_code
        == 422
    )


def test_une_vue_dont_un_filtre_n_existe_plus_montre_la_liste_et_le_dit(client, agent):
    vue = vue_de(agent, parametres="type=disparu")
    reponse = client.get(vue.get_absolute_url())
    assert reponse.status_code == 200
    assert "« disparu » ne se lit pas" in reponse.content.decode()


def test_renommer_puis_supprimer(client, agent):
    vue, autre = vue_de(agent), vue_de(agent, "Autre")
    assert client.post(f"/mes-vues/{vue.pk}/", {"nom": "Autre"}).status_code == 422
    client.post(f"/mes-vues/{vue.pk}/", {"nom": "Nouveau"})
    assert "Nouveau" in client.get("/mes-vues/").content.decode()
    client.post(f"/mes-vues/{vue.pk}/supprimer/")
    assert list(VueEnregistree.objects.all()) == [autre]
    assert client.get("/mes-vues/enregistrer/").status_code == 405


@pytest.mark.parametrize("adresse", [LISTE, "/mes-vues/", "/annuaire/agents/", "/annuaire/agents.csv"])
def test_un_ou_trois_font_le_meme_nombre_de_requetes(client, agent, adresse):
    comptes = []
    for nombre in (1, 2):
        for n in range(nombre):
            AgentFactory(collectivite=True)
            vue_de(agent, f"Vue {nombre} {n}")
            vue_de(agent, f"Vue {nombre} {n}", chemin="/annuaire/agents/")
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_les_agents_se_cherchent_par_leur_fonction(client, agent):
    AgentFactory(nom="Étienne", collectivite=True)
    lues = client.get("/annuaire/agents/", {"q": "etienne", "type": "collectivite"}).context["lue"]
    assert [a.nom for a in lues.feuille] == ["Étienne"]
    assert not client.get("/annuaire/agents/", {"q": "etienne", "sans_fonction": "1"}).context["lue"].feuille
