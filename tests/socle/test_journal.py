import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from etabli.socle.journal import inscrire, ruptures
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return AgentFactory()


def inscrire_trois_faits(agent):
    return [inscrire(f"acte_{n}", agent, par=agent, donnees={"montant": 12.5 * n}) for n in range(1, 4)]


def test_les_faits_se_numerotent_et_se_chainent(agent):
    premier, deuxieme, troisieme = inscrire_trois_faits(agent)
    assert [premier.numero, deuxieme.numero, troisieme.numero] == [1, 2, 3]
    assert deuxieme.empreinte_precedente == premier.empreinte
    assert list(ruptures()) == []


@pytest.mark.parametrize(
    ("changement", "phrase"),
    [
        ({"phrase": "autre chose"}, "Le fait n° 2 a été modifié après coup."),
        ({"donnees": {"montant": 1}}, "Le fait n° 2 a été modifié après coup."),
        ({"par": None}, "Le fait n° 2 a été modifié après coup."),
        ({"empreinte_precedente": "0" * 64}, "Le fait n° 2 ne suit pas le précédent."),
    ],
)
def test_un_fait_retouche_se_voit(agent, changement, phrase):
    inscrire_trois_faits(agent)
    Fait.objects.filter(numero=2).update(**changement)
    assert phrase in list(ruptures())


def test_un_fait_retire_se_voit(agent):
    inscrire_trois_faits(agent)
    Fait.objects.filter(numero=2).delete()
    assert "Il manque le fait n° 2 : le journal passe au n° 3." in list(ruptures())


def test_la_fin_du_journal_coupee_se_voit(agent):
    inscrire_trois_faits(agent)
    Fait.objects.filter(numero=3).delete()
    assert list(ruptures()) == ["Le journal s'arrête au fait n° 2 alors que 3 ont été écrits."]


def test_une_transaction_annulee_ne_laisse_pas_de_trou(agent):
    inscrire("garde", agent, par=agent)
    with transaction.atomic():
        inscrire("annule", agent, par=agent)
        transaction.set_rollback(True)
    assert inscrire("suivant", agent, par=agent).numero == 2
    assert list(ruptures()) == []


def test_la_commande_dit_ce_qui_ne_tient_pas(agent, capsys):
    inscrire_trois_faits(agent)
    call_command("verifier_le_journal")
    assert "3 faits chaînés" in capsys.readouterr().out
    Fait.objects.filter(numero=2).update(phrase="autre chose")
    with pytest.raises(CommandError, match="fait n° 2"):
        call_command("verifier_le_journal")
