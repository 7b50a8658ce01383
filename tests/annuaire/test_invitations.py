import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from etabli.annuaire import actions
from etabli.annuaire.models import Agent, Fonction, Invitation
from etabli.annuaire.permissions import peut_inviter
from etabli.socle.models import LettreSortante
from tests.fabriques.annuaire import MOT_DE_PASSE, AgentFactory, InvitationFactory, OrganisationFactory
from tests.fabriques.dossier import dossier_et_agents

pytestmark = pytest.mark.django_db
SAISIE = {"prenom": "Alix", "nom": "Durand", "mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE}


@pytest.fixture
def dgaln():
    return AgentFactory(dgaln=True)


@pytest.fixture
def invitation(dgaln):
    return actions.inviter(
        "Alix@CC-fictive.example",
        OrganisationFactory(nom="CC fictive"),
        "Directrice",
        par=dgaln,
        suite="/dossiers/",
    )


def _lien(invitation):
    return f"/invitation/{invitation.jeton}/"


def test_la_lettre_porte_le_lien_et_la_base_seulement_son_empreinte(invitation, mailoutbox):
    texte = LettreSortante.objects.get().texte

    assert _lien(invitation) in texte
    assert invitation.email == "alix@cc-fictive.example"
    assert invitation.empreinte_du_jeton == actions.empreinte(invitation.jeton)
    assert invitation.jeton not in str(Invitation.objects.values().get())


def test_accepter_ouvre_le_compte_la_fonction_et_la_page_prevue(client, invitation):
    reponse = client.post(_lien(invitation), SAISIE)

    agent = Agent.objects.get(email="alix@cc-fictive.example")
    assert reponse.url == "/dossiers/"
    assert [f.intitule for f in agent.fonctions_en_cours] == ["Directrice"]
    assert client.get("/mon-espace/").status_code == 200


def test_le_lien_ne_sert_qu_une_fois(client, invitation):
    client.post(_lien(invitation), SAISIE)
    client.logout()

    reponse = client.post(_lien(invitation), {**SAISIE, "prenom": "Autre"})

    assert reponse.status_code == 410
    assert "Elle a déjà été acceptée" in reponse.content.decode()
    assert Fonction.objects.filter(organisation=invitation.organisation).count() == 1


def test_apres_usage_la_boite_d_envoi_ne_garde_pas_le_lien(client, invitation):
    client.post(_lien(invitation), SAISIE)

    assert invitation.jeton not in LettreSortante.objects.get().texte


def test_une_invitation_expire_au_bout_de_quinze_jours(client, invitation):
    assert invitation.expire_le - now() > timedelta(days=14, hours=23)
    Invitation.objects.update(expire_le=now() - timedelta(minutes=1))

    reponse = client.post(_lien(invitation), SAISIE)

    assert reponse.status_code == 410
    assert "Elle a expiré" in reponse.content.decode()
    assert not Agent.objects.filter(email=invitation.email).exists()


def test_une_invitation_retiree_ne_s_accepte_plus(client, invitation, dgaln):
    actions.retirer_l_invitation(invitation, par=dgaln)

    assert client.post(_lien(invitation), SAISIE).status_code == 410


def test_un_jeton_inconnu_ne_mene_nulle_part(client):
    assert client.get("/invitation/nimporte-quoi/").status_code == 404


def test_renvoyer_remplace_le_lien(client, invitation, dgaln):
    ancien = _lien(invitation)
    neuve = actions.renvoyer_l_invitation(Invitation.objects.get(), par=dgaln)

    assert client.get(ancien).status_code == 404
    assert client.get(_lien(neuve)).status_code == 200


def test_inviter_deux_fois_ne_laisse_qu_une_invitation_ouverte(invitation, dgaln):
    actions.inviter(invitation.email, invitation.organisation, "Directrice", par=dgaln)

    assert Invitation.objects.ouvertes().count() == 1


def test_on_n_invite_pas_quelqu_un_qui_est_deja_la(dgaln):
    present = AgentFactory(collectivite=True)

    with pytest.raises(ValidationError, match="déjà une fonction"):
        actions.inviter(present.email.upper(), present.organisation_principale, "Chargé", par=dgaln)


def test_qui_a_deja_un_compte_se_connecte_pour_accepter(client, invitation):
    AgentFactory(email=invitation.email, mot_de_passe=MOT_DE_PASSE)

    page = client.post(_lien(invitation), SAISIE).content.decode()

    assert f"/comptes/login/?next={_lien(invitation)}" in page
    assert not Fonction.objects.exclude(agent__fonctions__organisation__type="dgaln").exists()


def test_accepter_avec_son_compte_ajoute_la_fonction(client, invitation):
    agent = AgentFactory(email=invitation.email, ddt=True)
    client.force_login(agent)

    client.get(_lien(invitation))
    client.post(_lien(invitation))

    assert len(Agent.objects.get(pk=agent.pk).fonctions_en_cours) == 2


def test_accepter_avec_un_autre_compte_previent_et_le_garde_en_memoire(client, invitation):
    autre = AgentFactory(email="perso@ailleurs.example")
    client.force_login(autre)

    page = client.get(_lien(invitation)).content.decode()
    sans_le_dire = client.post(_lien(invitation))
    client.post(_lien(invitation), {"a_moi": "on"})

    assert "Invitation envoyée à une autre adresse" in page
    assert sans_le_dire.status_code == 422
    assert "Cochez cette case" in sans_le_dire.content.decode()
    assert Invitation.objects.get().acceptee_par == autre
    prevenus = LettreSortante.objects.filter(modele="invitation-acceptee-ailleurs")
    assert {x.destinataire for x in prevenus} == {invitation.email, invitation.invite_par.email}


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"confirmation": "autre-chose-encore"}, "Les deux mots de passe diffèrent."),
        ({"mot_de_passe": "court", "confirmation": "court"}, "trop court"),
        ({"prenom": ""}, "Remplissez le champ « Prénom »."),
    ],
)
def test_une_saisie_refusee_dit_quoi_faire(client, invitation, champs, phrase):
    reponse = client.post(_lien(invitation), {**SAISIE, **champs})

    assert reponse.status_code == 422
    assert phrase in reponse.content.decode().replace("\u00a0", " ")
    assert not Agent.objects.filter(email=invitation.email).exists()


def test_la_suite_ne_mene_pas_ailleurs(client, dgaln):
    invitation = actions.inviter(
        "x@essai.example", OrganisationFactory(), "Élu", par=dgaln, suite="//ailleurs.example/"
    )

    assert client.post(_lien(invitation), SAISIE).url == "/mon-espace/"


def test_qui_invite_qui():
    qui = dossier_et_agents()
    membre = qui.coporteur.organisation_principale

    permis = {role: bool(peut_inviter(agent, membre)) for role, agent in qui.par_role().items()}

    assert {role for role, oui in permis.items() if oui} == {"dgaln", "pilote", "coporteur"}
    assert not peut_inviter(qui.pilote, OrganisationFactory())


def test_la_page_d_invitation_refuse_avec_une_phrase(client):
    client.force_login(AgentFactory(collectivite=True))

    reponse = client.get(f"/annuaire/{OrganisationFactory().pk}/inviter/")

    assert reponse.status_code == 403
    assert "Vous invitez vos propres collègues" in reponse.content.decode()


def test_inviter_un_collegue_depuis_la_page(client, mailoutbox, django_capture_on_commit_callbacks):
    agent = AgentFactory(collectivite=True)
    client.force_login(agent)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/annuaire/{agent.organisation_principale.pk}/inviter/?suite=/dossiers/",
            {"email": "collegue@essai.example", "intitule": "Chargée d'études", "mot": "À bientôt"},
        )

    (lettre,) = mailoutbox
    assert lettre.to == ["collegue@essai.example"]
    assert "À bientôt" in lettre.body
    assert re.search(r"/invitation/[\w-]{43}/", lettre.body)
    assert Invitation.objects.get().suite == "/dossiers/"


def test_la_liste_des_invitations_a_un_nombre_constant_de_requetes(
    client, django_assert_max_num_queries, dgaln
):
    client.force_login(dgaln)
    InvitationFactory(invite_par=dgaln)
    with django_assert_max_num_queries(20) as une:
        client.get("/annuaire/invitations/")
    InvitationFactory.create_batch(2, invite_par=dgaln)

    with django_assert_max_num_queries(len(une)):
        client.get("/annuaire/invitations/")


def test_on_ne_voit_que_les_invitations_de_son_organisation():
    etrangere, sienne = InvitationFactory(), InvitationFactory()
    agent = AgentFactory(organisation=sienne.organisation)

    visibles = Invitation.objects.visible_to(agent)

    assert sienne in visibles
    assert etrangere not in visibles


def test_qui_ne_gere_pas_l_invitation_ne_la_trouve_pas(client):
    invitation = InvitationFactory()
    client.force_login(AgentFactory(collectivite=True))

    assert client.post(f"/annuaire/invitations/{invitation.pk}/retirer/").status_code == 404


def test_retirer_une_invitation_close_est_refuse(client, dgaln):
    invitation = InvitationFactory(retiree_le=now())
    client.force_login(dgaln)

    reponse = client.post(f"/annuaire/invitations/{invitation.pk}/retirer/")

    assert reponse.status_code == 403
    assert "Cette invitation est close" in reponse.content.decode()
