"""Les commandes du toit qui ne sont pas déjà jouées par la démonstration."""

import pytest
from django.core.management import CommandError, call_command

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Organisation

pytestmark = pytest.mark.django_db
IDENTITE = {"prenom": "Camille", "nom": "Martin"}


def creer(email="camille@dgaln.example", mot_de_passe="une-phrase-longue-et-sure"):
    call_command("creer_un_agent", email, mot_de_passe=mot_de_passe, **IDENTITE)


def test_le_premier_agent_est_de_la_dgaln():
    Organisation.objects.create(type=TypeOrganisation.DGALN, nom="DGALN")
    creer()
    agent = Agent.objects.get(email="camille@dgaln.example")
    assert agent.est_dgaln
    assert agent.check_password("une-phrase-longue-et-sure")


def test_sans_annuaire_la_commande_dit_par_quoi_commencer():
    with pytest.raises(CommandError, match="installer"):
        creer()


@pytest.mark.parametrize(
    ("email", "mot_de_passe", "phrase"),
    [
        ("deja@dgaln.example", "une-phrase-longue-et-sure", "a déjà un compte"),
        ("neuf@dgaln.example", "court", "trop court"),
    ],
)
def test_un_compte_impossible_dit_pourquoi(email, mot_de_passe, phrase):
    Organisation.objects.create(type=TypeOrganisation.DGALN, nom="DGALN")
    Agent.objects.create_user("deja@dgaln.example", "une-phrase-longue-et-sure", prenom="D", nom="J")
    with pytest.raises(CommandError, match=phrase):
        creer(email, mot_de_passe)


def test_la_documentation_ecrite_depuis_le_code_est_a_jour():
    call_command("ecrire_la_documentation", verifier=True)
