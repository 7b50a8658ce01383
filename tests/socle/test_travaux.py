import pytest

from etabli.socle import travaux
from etabli.socle.models import EtatTravail, Travail
from etabli.socle.travaux import Suivi, lancer
from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tout_de_suite(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def composer(suivi: Suivi, *, titre: str) -> str:
    suivi.avancer(40, f"Compose {titre}")
    return f"/documents/{titre}/"


def echouer(suivi: Suivi) -> str:
    suivi.avancer(60)
    raise ValueError("La carte n'a pas de périmètre.")


def faire(django_capture_on_commit_callbacks, fonction, **arguments):
    with django_capture_on_commit_callbacks(execute=True):
        travail = lancer("Livret", fonction, par=AgentFactory(), **arguments)
    travail.refresh_from_db()
    return travail


def test_un_travail_fini_dit_ou_aller(django_capture_on_commit_callbacks):
    travail = faire(django_capture_on_commit_callbacks, composer, titre="livret")
    assert (travail.etat, travail.avancement, travail.retour) == (EtatTravail.FAIT, 100, "/documents/livret/")
    assert travail.est_fini


def test_un_travail_qui_echoue_dit_pourquoi(django_capture_on_commit_callbacks, caplog):
    travail = faire(django_capture_on_commit_callbacks, echouer)
    assert (travail.etat, travail.erreur) == (EtatTravail.ECHOUE, "La carte n'a pas de périmètre.")
    assert "Le travail Livret a échoué" in caplog.text


def test_un_travail_fini_ne_se_refait_pas(django_capture_on_commit_callbacks):
    travail = faire(django_capture_on_commit_callbacks, composer, titre="livret")
    Travail.objects.filter(pk=travail.pk).update(retour="/deja/")
    travaux.faire.call(str(travail.pk), f"{__name__}.composer", {"titre": "livret"})
    travail.refresh_from_db()
    assert travail.retour == "/deja/"


def test_chacun_ne_voit_que_ses_travaux():
    agent = AgentFactory()
    mien = Travail.objects.create(titre="Mien", demande_par=agent)
    Travail.objects.create(titre="Autre", demande_par=AgentFactory())
    assert list(Travail.objects.visible_to(agent)) == [mien]
