import pytest

from etabli.socle.courriel import Lettre, envoyer_une_lettre
from etabli.socle.models import EtatLettre, LettreSortante
from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db

LETTRE = Lettre(
    slug="essai",
    sujet="Bonjour {{ objet.prenom }}",
    gabarit="essai.txt",
    destinataires=lambda agent: [agent.email, agent.email.upper(), ""],
)


@pytest.fixture(autouse=True)
def gabarit(settings, tmp_path):
    (tmp_path / "essai.txt").write_text("Bonjour {{ objet.prenom }}, l'adresse est {{ adresse }}.")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


@pytest.fixture
def agent():
    return AgentFactory(email="camille@manche.example", prenom="Camille")


@pytest.fixture
def lettre(agent):
    return LETTRE.envoyer(agent, occasion="une-fois")[0]


def test_une_adresse_repetee_ne_recoit_qu_une_lettre(lettre):
    assert LettreSortante.objects.count() == 1
    assert (lettre.sujet, lettre.destinataire) == ("Bonjour Camille", "camille@manche.example")
    assert lettre.texte.startswith("Bonjour Camille, l'adresse est http")


def test_la_meme_occasion_n_ecrit_pas_deux_fois(agent, lettre):
    assert LETTRE.envoyer(agent, occasion="une-fois") == []
    assert len(LETTRE.envoyer(agent, occasion="une-autre")) == 1


def test_une_lettre_ne_part_qu_une_fois(lettre, mailoutbox):
    assert envoyer_une_lettre(lettre.pk)
    assert not envoyer_une_lettre(lettre.pk)
    assert [m.to for m in mailoutbox] == [["camille@manche.example"]]


def test_un_envoi_rate_se_reprend(lettre, mailoutbox, monkeypatch):
    def panne(self):
        raise OSError("serveur injoignable")

    with monkeypatch.context() as coupe:
        coupe.setattr("django.core.mail.EmailMessage.send", panne)
        assert not envoyer_une_lettre(lettre.pk)
    lettre.refresh_from_db()
    assert (lettre.etat, lettre.erreur) == (EtatLettre.ECHOUEE, "serveur injoignable")

    assert envoyer_une_lettre(lettre.pk)
    lettre.refresh_from_db()
    assert (lettre.etat, lettre.nb_essais, len(mailoutbox)) == (EtatLettre.ENVOYEE, 2, 1)
