"""Chaque page × chaque rôle : invisible pour qui n'est pas membre, refusée avec une phrase sinon."""

import pytest

from etabli.dossier.enums import Role, Visibilite
from etabli.dossier.models import Message
from tests.fabriques.dossier import MessageFactory, dossier_et_agents

pytestmark = pytest.mark.django_db

TOUS = {"dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur"}
PORTEURS = {"dgaln", "pilote", "copilote", "coporteur"}
PAGES = {
    "": TOUS,
    "membres/": TOUS,
    "messages/": TOUS,
    "fichiers/": TOUS,
    "journal/": TOUS,
    "journal.csv": TOUS,
    "dates/": TOUS,
    "calendrier.ics": TOUS,
    "modifier/": PORTEURS,
    "perimetre/": PORTEURS,
    "perimetre-de-reflexion/": PORTEURS,
    "fichiers/joindre/": TOUS - {"lecteur"},
    "membres/ajouter/": {"dgaln", "pilote"},
}
ROLES = [*sorted(TOUS), "etranger"]


@pytest.fixture
def qui():
    return dossier_et_agents()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("chemin", PAGES)
def test_chaque_page_s_ouvre_a_ceux_qui_y_ont_droit(client, qui, chemin, role):
    client.force_login(qui.par_role()[role])

    statut = client.get(f"/dossiers/{qui.dossier.pk}/{chemin}").status_code

    attendu = 404 if role == "etranger" else 200 if role in PAGES[chemin] else 403
    assert statut == attendu


@pytest.mark.parametrize("chemin", PAGES)
def test_sans_compte_on_est_envoye_a_la_connexion(client, qui, chemin):
    reponse = client.get(f"/dossiers/{qui.dossier.pk}/{chemin}")

    assert reponse.status_code == 302
    assert reponse.url.startswith("/comptes/login/")


def test_un_refus_dit_pourquoi_et_a_qui_demander(client, qui):
    client.force_login(qui.coporteur)

    page = client.get(f"/dossiers/{qui.dossier.pk}/membres/ajouter/").content.decode()

    assert "Seuls le service pilote et la DGALN ajoutent ou retirent un membre." in page


def test_un_lecteur_n_ecrit_pas(client, qui):
    client.force_login(qui.lecteur)

    reponse = client.post(
        f"/dossiers/{qui.dossier.pk}/messages/", {"texte": "Bonjour", "visibilite": "equipe"}
    )

    assert reponse.status_code == 403
    assert not Message.objects.exists()


LECTEURS = {
    Visibilite.PORTEURS: {"pilote", "copilote", "coporteur"},
    Visibilite.DGALN: {"pilote", "copilote", "coporteur", "dgaln"},
    Visibilite.EQUIPE: TOUS,
}


@pytest.mark.parametrize("visibilite", Visibilite)
def test_chaque_visibilite_a_ses_lecteurs(qui, visibilite):
    message = MessageFactory(dossier=qui.dossier, visibilite=visibilite)

    lecteurs = {
        role for role, agent in qui.par_role().items() if message in Message.objects.visible_to(agent)
    }

    assert lecteurs == LECTEURS[visibilite]


def test_l_auteur_relit_toujours_son_message(qui):
    message = MessageFactory(dossier=qui.dossier, auteur=qui.dgaln, visibilite=Visibilite.PORTEURS)

    assert message in Message.objects.visible_to(qui.dgaln)


@pytest.mark.parametrize(
    ("role", "permises"),
    [
        ("pilote", {"porteurs", "dgaln", "equipe"}),
        ("dgaln", {"dgaln", "equipe"}),
        ("equipe", {"equipe"}),
    ],
)
def test_on_n_ecrit_qu_a_ceux_que_l_on_lit(client, qui, role, permises):
    client.force_login(qui.par_role()[role])

    form = client.get(f"/dossiers/{qui.dossier.pk}/messages/").content.decode()

    assert {v for v in Visibilite.values if f'value="{v}"' in form} == permises


def test_une_visibilite_forcee_est_refusee(client, qui):
    client.force_login(qui.equipe)

    reponse = client.post(
        f"/dossiers/{qui.dossier.pk}/messages/", {"texte": "Bonjour", "visibilite": "porteurs"}
    )

    assert reponse.status_code == 422
    assert not Message.objects.exists()


def test_le_dernier_pilote_ne_se_retire_pas(client, qui):
    membre = qui.dossier.membres.get(role=Role.PILOTE)
    client.force_login(qui.dgaln)

    reponse = client.get(f"/dossiers/{qui.dossier.pk}/membres/{membre.pk}/retirer/")

    assert reponse.status_code == 403
    assert "Un dossier garde toujours un pilote" in reponse.content.decode()


@pytest.mark.parametrize("chemin", ["formats/local/", "formats/local/phases/", "thematiques/ajouter/"])
@pytest.mark.parametrize(("role", "statut"), [("dgaln", 200), ("pilote", 403), ("equipe", 403)])
def test_seule_la_dgaln_regle_le_programme(client, qui, chemin, role, statut):
    client.force_login(qui.par_role()[role])

    assert client.get(f"/programme/{chemin}").status_code == statut
