"""Qui a le droit de communication, et à quel niveau."""

from dataclasses import dataclass
from typing import Any

from etabli.annuaire.models import Agent
from etabli.vitrine.pages.actions import niveau_de
from etabli.vitrine.pages.enums import Niveau
from etabli.vitrine.pages.permissions import GROUPES


@dataclass(frozen=True)
class Redacteur:
    agent: Agent
    niveau: Niveau | None


def ceux_qui_redigent(agents: Any) -> list[Redacteur]:
    trouves = agents.filter(groups__name__in=GROUPES.values()).distinct().prefetch_related("groups")
    return [Redacteur(agent, niveau_de(agent)) for agent in trouves]
