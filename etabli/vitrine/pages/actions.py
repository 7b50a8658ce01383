"""Donner et retirer le droit de communication."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.socle.journal import inscrire
from etabli.socle.verdict import exiger
from etabli.vitrine.pages.enums import Niveau
from etabli.vitrine.pages.permissions import GROUPES, peut_donner_le_droit


def niveau_de(agent: Agent) -> Niveau | None:
    noms = {g.name for g in agent.groups.all()}
    return next((n for n in (Niveau.PUBLIER, Niveau.REDIGER) if GROUPES[n] in noms), None)


@transaction.atomic
def donner_le_droit(agent: Agent, niveau: Niveau, *, par: Any) -> None:
    """Un agent a un seul niveau : le nouveau remplace l'ancien."""
    exiger(peut_donner_le_droit(par))
    agent.groups.remove(*Group.objects.filter(name__in=GROUPES.values()))
    agent.groups.add(Group.objects.get(name=GROUPES[niveau]))
    inscrire(
        "donner_le_droit_de_communication",
        agent,
        par=par,
        phrase=f"a donné à {agent} le droit de {niveau.label} sur le site public",
        donnees={"niveau": niveau.value},
    )


@transaction.atomic
def retirer_le_droit(agent: Agent, *, par: Any) -> None:
    exiger(peut_donner_le_droit(par))
    agent.groups.remove(*Group.objects.filter(name__in=GROUPES.values()))
    inscrire(
        "retirer_le_droit_de_communication",
        agent,
        par=par,
        phrase=f"a retiré à {agent} le droit d'écrire sur le site public",
    )
