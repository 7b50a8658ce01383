import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etabli.annuaire.actions import (
    accepter_avec_un_compte,
    accepter_en_creant_un_compte,
    retirer_l_invitation,
)
from etabli.dossier.enums import Role
from etabli.etape1_candidature.actions import inviter_au_dossier
from etabli.etape1_candidature.enums import CleRubrique, Etat
from etabli.etape1_candidature.models import InvitationAuDossier, Rubrique
from etabli.socle.models import LettreSortante
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.candidature import candidature_et_agents, relire

pytestmark = pytest.mark.django_db
RUBRIQUES = [CleRubrique.OBJET, CleRubrique.RESSOURCES]


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.REDACTION)


def inviter(places, organisation=None, email="elu@collectivite.example", **suite):
    return inviter_au_dossier(
        places.candidature.dossier,
        email,
        organisation or OrganisationFactory(nom="CC fictive du Val"),
        "chargée de mission",
        Role.COPORTEUR,
        RUBRIQUES,
        par=places.pilote,
        **suite,
    )


def accepter(promesse, callbacks):
    with callbacks(execute=True):
        return accepter_en_creant_un_compte(
            promesse.invitation, prenom="Ada", nom="Fictive", mot_de_passe="un mot de passe assez long"
        )


def confiees(organisation):
    return set(Rubrique.objects.filter(confiee_a=organisation).values_list("cle", flat=True))


def test_la_lettre_dit_le_dossier_le_role_les_rubriques_et_le_mot(places):
    inviter(places, mot="À très vite.")
    texte = LettreSortante.objects.get(modele="invitation").texte
    for attendu in (
        str(places.candidature),
        "CC fictive du Val est co-porteur",
        CleRubrique.OBJET.label,
        "À très vite.",
    ):
        assert attendu in texte


def test_rien_ne_change_avant_l_acceptation(places):
    promesse = inviter(places)
    organisation = promesse.invitation.organisation
    assert organisation not in relire(places.candidature).dossier.organisations(*Role)
    assert confiees(organisation) == set()


def test_accepter_donne_la_place_et_les_rubriques(places, django_capture_on_commit_callbacks):
    promesse = inviter(places)
    agent = accepter(promesse, django_capture_on_commit_callbacks)

    dossier = relire(places.candidature).dossier
    assert dossier.roles_de(agent) == {Role.COPORTEUR}
    assert confiees(promesse.invitation.organisation) == set(RUBRIQUES)


def test_une_organisation_deja_membre_garde_son_role(places, django_capture_on_commit_callbacks):
    operateur = places.copilote.organisation_principale
    agent = accepter(inviter(places, operateur), django_capture_on_commit_callbacks)
    assert relire(places.candidature).dossier.roles_de(agent) == {Role.COPILOTE}


def test_une_rubrique_deja_confiee_l_est_a_deux(places, django_capture_on_commit_callbacks):
    premiere = places.coporteur.organisation_principale
    Rubrique.objects.filter(cle=CleRubrique.OBJET).update(confiee_a=premiere)
    promesse = inviter(places)
    accepter(promesse, django_capture_on_commit_callbacks)
    objet = Rubrique.objects.get(cle=CleRubrique.OBJET)
    assert objet.confiee_a == premiere
    assert list(objet.associees.all()) == [promesse.invitation.organisation]


def test_qui_a_deja_un_compte_dans_l_organisation_est_place_sans_invitation(places):
    agent = AgentFactory(collectivite=True)
    assert inviter(places, agent.organisation_principale, agent.email) is None
    assert relire(places.candidature).dossier.roles_de(agent) == {Role.COPORTEUR}
    assert confiees(agent.organisation_principale) == set(RUBRIQUES)
    assert not LettreSortante.objects.filter(modele="invitation").exists()


def test_un_compte_existant_accepte_pour_une_autre_organisation(places, django_capture_on_commit_callbacks):
    promesse, agent = inviter(places), AgentFactory(collectivite=True)
    with django_capture_on_commit_callbacks(execute=True):
        accepter_avec_un_compte(promesse.invitation, agent)
    assert relire(places.candidature).dossier.roles_de(agent) == {Role.COPORTEUR}


def test_si_l_auteur_ne_pilote_plus_la_place_n_est_pas_donnee(places, django_capture_on_commit_callbacks):
    promesse = inviter(places)
    places.candidature.dossier.membres.filter(role=Role.PILOTE).update(organisation=OrganisationFactory())
    agent = accepter(promesse, django_capture_on_commit_callbacks)
    assert relire(places.candidature).dossier.roles_de(agent) == set()


def test_retiree_la_promesse_ne_tient_plus(client, places):
    promesse = inviter(places)
    jeton = promesse.invitation.jeton
    retirer_l_invitation(promesse.invitation, par=places.pilote)
    assert client.get(reverse("annuaire:repondre", args=[jeton])).status_code == 410


# Les pages


def adresse(nom, places):
    return reverse(f"candidature:{nom}", args=[places.candidature.dossier_id])


def test_inviter_par_la_page_puis_suivre_renvoyer_et_retirer(client, places):
    organisation = places.coporteur.organisation_principale
    client.force_login(places.pilote)
    saisie = {
        "email": "elu@collectivite.example",
        "intitule": "élue",
        "choix": f"organisation:{organisation.pk}",
        "role": Role.COPORTEUR,
        "rubriques": RUBRIQUES,
        "mot": "",
    }
    assert client.post(adresse("inviter", places), saisie).status_code == 302

    page = client.get(adresse("invitations", places)).content.decode()
    assert "elu@collectivite.example" in page
    assert "Renvoyer" in page
    invitation = InvitationAuDossier.objects.get().invitation
    suite = f"?suite={adresse('invitations', places)}"
    retour = client.post(reverse("annuaire:retirer_invitation", args=[invitation.pk]) + suite)
    assert retour.url == adresse("invitations", places)
    ailleurs = client.post(
        reverse("annuaire:renvoyer", args=[invitation.pk]) + "?suite=https://ailleurs.example"
    )
    assert ailleurs.status_code == 403
    assert "Retirée" in client.get(adresse("invitations", places)).content.decode()


def test_une_saisie_incomplete_garde_ce_qui_est_saisi(client, places):
    client.force_login(places.pilote)
    reponse = client.post(adresse("inviter", places), {"email": "elu@", "intitule": "maire adjointe"})
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "maire adjointe" in page
    assert "Choisissez une organisation" in page


def test_qui_invite(client, places):
    ouverts = set()
    for nom, agent in places.par_role().items():
        client.force_login(agent)
        if client.get(adresse("inviter", places)).status_code == 200:
            ouverts.add(nom)
    assert ouverts == {"dgaln", "pilote"}


def test_la_liste_coute_autant_avec_une_qu_avec_trois(client, places, django_assert_num_queries):
    client.force_login(places.pilote)
    inviter(places)
    client.get(adresse("invitations", places))
    with CaptureQueriesContext(connection) as une:
        client.get(adresse("invitations", places))
    for n in range(2):
        inviter(places, email=f"elu{n}@collectivite.example")
    with django_assert_num_queries(len(une)):
        client.get(adresse("invitations", places))
