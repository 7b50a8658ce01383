"""ProConnect, contre un vrai serveur OpenID Connect lancé par les essais : redirections suivies, signatures vraies."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.urls import reverse

from etabli.annuaire import actions
from etabli.annuaire.models import Agent, IdentiteProConnect
from etabli.socle.models import LettreSortante
from tests.fabriques.annuaire import MOT_DE_PASSE, AgentFactory, OrganisationFactory
from tests.fabriques.oidc import CLIENT, SECRET, Fournisseur

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
ENTRER = "/comptes/proconnect/"
PERSONNE = {
    "sub": "sub-de-camille",
    "email": "Camille.Martin@manche.example",
    "given_name": "Camille",
    "usual_name": "Martin",
    "siret": "13002526500013",
    "idp_id": "un-fournisseur",
    "uid": "cmartin",
}


@pytest.fixture
def proconnect(settings):
    fournisseur = Fournisseur([f"{SITE}/comptes/proconnect/retour/"])
    fournisseur.personne = dict(PERSONNE)
    settings.ADRESSE_DU_SITE = SITE
    settings.PROCONNECT = {
        **settings.PROCONNECT, "adresse": fournisseur.adresse, "client": CLIENT, "secret": SECRET,
    }  # fmt: skip
    yield fournisseur
    fournisseur.shutdown()
    fournisseur.server_close()


@pytest.fixture
def camille():
    return AgentFactory(email="camille.martin@manche.example", ddt=True)


def aller_et_revenir(client, adresse=ENTRER):
    """Ce que fait le navigateur : partir chez ProConnect, en revenir avec sa réponse."""
    depart = client.get(adresse)
    chez_lui = requests.get(depart.url, allow_redirects=False, timeout=5)
    assert chez_lui.status_code == 302, chez_lui.text
    return client.get(chez_lui.headers["Location"].removeprefix(SITE))


def connecte(client):
    return "_auth_user_id" in client.session


def phrase(reponse):
    return re.search(r'<p class="fr-text--lead">(.*?)</p>', reponse.content.decode(), re.S)[1]


def test_le_bouton_n_existe_que_si_proconnect_est_regle(client):
    assert "ProConnect" not in client.get("/comptes/login/").content.decode()
    assert client.get(ENTRER).status_code == 404


def test_on_entre_et_l_on_arrive_ou_l_on_allait(client, proconnect, camille):
    assert "S'identifier avec ProConnect" in client.get("/comptes/login/?next=/annuaire/").content.decode()

    reponse = aller_et_revenir(client, f"{ENTRER}?next=/annuaire/")

    assert (reponse.status_code, reponse.url) == (302, "/annuaire/")
    assert client.session["_auth_user_id"] == str(camille.pk)
    identite = camille.proconnect
    assert (identite.sub, identite.siret) == ("sub-de-camille", "13002526500013")
    assert LettreSortante.objects.filter(destinataire=camille.email, sujet__contains="ProConnect").exists()


def test_la_demande_ne_porte_que_ce_que_proconnect_admet(client, proconnect, camille, settings):
    settings.PROCONNECT["acr"] = "eidas1"

    aller_et_revenir(client)

    (demande,) = proconnect.demandes
    assert demande["scope"] == "openid given_name usual_name email uid siret idp_id"
    assert (demande["response_type"], demande["acr_values"]) == ("code", "eidas1")
    assert min(len(demande[cle]) for cle in ("state", "nonce", "code_challenge")) >= 32


@pytest.mark.parametrize(
    "sabotage",
    [
        "autre état",
        "autre nonce",
        "mauvaise signature",
        "clé inconnue",
        "clé partagée",
        "non signé",
        "fiche en clair",
        "fiche d'une autre",
        "expiré",
        "autre émetteur",
        "autre destinataire",
        "renoncement",
    ],
)
def test_une_reponse_douteuse_n_ouvre_rien(client, proconnect, camille, sabotage):
    proconnect.sabotage = sabotage

    reponse = aller_et_revenir(client)

    assert reponse.status_code == 403
    assert not connecte(client)
    assert not IdentiteProConnect.objects.exists()
    attendue = {"renoncement": "avant la fin", "autre état": "plus valable"}.get(
        sabotage, "pas pu être vérifiée"
    )
    assert attendue in phrase(reponse)


def test_une_reponse_ne_sert_qu_une_fois(client, proconnect, camille):
    depart = client.get(ENTRER)
    retour = requests.get(depart.url, allow_redirects=False, timeout=5).headers["Location"].removeprefix(SITE)
    client.get(retour)
    client.post("/comptes/logout/")

    assert client.get(retour).status_code == 403
    assert not connecte(client)


def test_la_reponse_d_un_autre_navigateur_est_refusee(client, proconnect, camille):
    """Sans quoi un lien piégé ferait entrer la victime dans le compte de l'attaquant."""
    depart = client.get(ENTRER)
    retour = requests.get(depart.url, allow_redirects=False, timeout=5).headers["Location"].removeprefix(SITE)

    victime = type(client)()

    assert victime.get(retour).status_code == 403
    assert not connecte(victime)


def test_la_suite_ne_mene_pas_ailleurs(client, proconnect, camille):
    assert aller_et_revenir(client, f"{ENTRER}?next=//ailleurs.example/").url == "/mon-espace/"


def test_un_inconnu_lit_comment_etre_invite(client, proconnect):
    reponse = aller_et_revenir(client)

    assert reponse.status_code == 403
    assert "aucun compte" in phrase(reponse)
    assert not Agent.objects.exists()


def test_un_compte_ferme_le_reste(client, proconnect, camille):
    aller_et_revenir(client)
    client.post("/comptes/logout/")
    Agent.objects.update(is_active=False)

    reponse = aller_et_revenir(client)

    assert "fermé" in phrase(reponse)
    assert not connecte(client)


def test_on_est_reconnu_par_son_identifiant_meme_si_l_adresse_change(client, proconnect, camille):
    aller_et_revenir(client)
    client.post("/comptes/logout/")
    proconnect.personne["email"] = "camille.dupont@manche.example"

    aller_et_revenir(client)

    assert client.session["_auth_user_id"] == str(camille.pk)
    assert IdentiteProConnect.objects.get().courriel == "camille.dupont@manche.example"


def test_une_autre_personne_a_la_meme_adresse_n_entre_pas(client, proconnect, camille):
    """Le compte est rattaché par `sub` : une adresse réattribuée n'en donne pas la clé."""
    aller_et_revenir(client)
    client.post("/comptes/logout/")
    proconnect.personne["sub"] = "quelqu-un-d-autre"

    reponse = aller_et_revenir(client)

    assert "autre identité ProConnect" in phrase(reponse)
    assert not connecte(client)


def test_une_invitation_s_accepte_par_proconnect_sans_mot_de_passe(client, proconnect):
    invitation = actions.inviter(
        "camille.martin@manche.example", OrganisationFactory(), "Directrice", par=AgentFactory(dgaln=True)
    )
    sans_le_lien = aller_et_revenir(client)

    reponse = aller_et_revenir(client, f"{ENTRER}?next=/invitation/{invitation.jeton}/")

    agent = Agent.objects.get(email="camille.martin@manche.example")
    assert "Une invitation vous attend" in phrase(sans_le_lien)
    assert reponse.status_code == 302
    assert connecte(client)
    assert not agent.has_usable_password()
    assert [f.intitule for f in agent.fonctions_en_cours] == ["Directrice"]


def test_l_invitation_d_une_autre_adresse_ne_s_accepte_pas(client, proconnect):
    invitation = actions.inviter(
        "autre@manche.example", OrganisationFactory(), "Directrice", par=AgentFactory(dgaln=True)
    )

    aller_et_revenir(client, f"{ENTRER}?next=/invitation/{invitation.jeton}/")

    assert not connecte(client)
    invitation.refresh_from_db()
    assert invitation.est_ouverte


def test_on_sort_aussi_de_proconnect(client, proconnect, camille):
    aller_et_revenir(client)

    page = client.post("/comptes/logout/").content.decode()
    adresse = re.search(r'content="0;url=([^"]+)"', page)[1].replace("&amp;", "&")
    chez_lui = requests.get(adresse, allow_redirects=False, timeout=5)
    accueil = client.get(chez_lui.headers["Location"].removeprefix(SITE), follow=True)

    (fin,) = proconnect.fins
    assert fin["id_token_hint"].count(".") == 2
    assert not connecte(client)
    assert "déconnecté d'ici et de ProConnect" in accueil.content.decode().replace("&#x27;", "'")


def test_qui_n_est_pas_entre_par_proconnect_en_sort_simplement(client, proconnect):
    client.force_login(AgentFactory())

    assert client.post("/comptes/logout/").url == "/"


def test_proconnect_muet_ne_ferme_pas_la_porte(client, proconnect):
    proconnect.shutdown()
    proconnect.server_close()

    reponse = client.get(ENTRER)

    assert reponse.status_code == 403
    assert "ne répond pas" in phrase(reponse)
    assert client.get("/comptes/login/").status_code == 200


def test_rattacher_puis_detacher_depuis_son_compte(client, proconnect):
    agent = AgentFactory(email="autre@adresse.example", mot_de_passe=MOT_DE_PASSE)
    client.force_login(agent)
    depart = re.search(
        r'href="([^"]+)">Continuer', client.get("/comptes/proconnect/rattacher/").content.decode()
    )

    aller_et_revenir(client, depart[1])
    page = client.get("/comptes/securite/").content.decode()
    client.post("/comptes/proconnect/detacher/")

    assert "établissement 13002526500013" in page
    assert "absent de l'annuaire" in page
    assert not IdentiteProConnect.objects.exists()


def test_une_identite_deja_prise_ne_se_rattache_pas_deux_fois(client, proconnect, camille):
    aller_et_revenir(client)
    client.post("/comptes/logout/")
    client.force_login(AgentFactory())

    reponse = aller_et_revenir(client, "/comptes/proconnect/rattacher/partir/")

    assert "déjà rattachée à un autre compte" in phrase(reponse)


def test_proconnect_confirme_l_identite_de_qui_n_a_pas_de_mot_de_passe(client, proconnect, camille, settings):
    aller_et_revenir(client)
    _laisser_passer(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    renvoi = client.get("/comptes/securite/application/")
    attente = client.get(renvoi.url).content.decode()
    depart = re.search(r'href="([^"]+)">Continuer', attente)[1].replace("&amp;", "&")
    reponse = aller_et_revenir(client, depart)

    assert urlsplit(renvoi.url).path == reverse("annuaire:confirmer_par_proconnect")
    assert proconnect.demandes[-1]["prompt"] == "login"
    assert reponse.url == "/comptes/securite/application/"
    assert client.get(reponse.url).status_code == 200


def test_une_confirmation_par_une_autre_personne_ne_vaut_rien(client, proconnect, camille, settings):
    aller_et_revenir(client)
    _laisser_passer(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    proconnect.personne["sub"] = "un-collegue"

    reponse = aller_et_revenir(
        client, "/comptes/proconnect/confirmer/partir/?next=/comptes/securite/application/"
    )

    assert "autre personne que vous" in phrase(reponse)
    assert client.get("/comptes/securite/application/").status_code == 302


@pytest.mark.parametrize(
    ("preuve", "statut"), [({}, 302), ({"amr": ["pwd", "mfa"]}, 200), ({"acr": "eidas2"}, 200)]
)
def test_le_second_facteur_de_proconnect_vaut_pour_la_session(client, proconnect, settings, preuve, statut):
    settings.SECOND_FACTEUR_EXIGE = True
    AgentFactory(email="camille.martin@manche.example", dgaln=True)
    proconnect.preuve = preuve

    aller_et_revenir(client)

    assert client.get("/annuaire/").status_code == statut


def _laisser_passer(client, secondes):
    session = client.session
    session["identite_confirmee_le"] -= secondes + 1
    session.save()


def test_une_demande_trop_ancienne_ne_vaut_plus(client, proconnect, camille):
    depart = client.get(ENTRER)
    session = client.session
    etat = parse_qs(urlsplit(depart.url).query)["state"][0]
    session["proconnect_demandes"][etat][-1] -= timedelta(minutes=11).total_seconds()
    session.save()
    retour = requests.get(depart.url, allow_redirects=False, timeout=5).headers["Location"].removeprefix(SITE)

    assert "plus valable" in phrase(client.get(retour))
