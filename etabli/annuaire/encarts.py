"""Ce que les étages du dessus ajoutent à la fiche d'une organisation, sans que l'annuaire les connaisse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etabli.annuaire.models import Agent, Organisation


@dataclass(frozen=True)
class Encart:
    """Un gabarit et ce qu'il montre de l'organisation à l'agent qui regarde."""

    gabarit: str
    lire: Callable[[Organisation, Agent], Any]


_encarts: dict[str, Encart] = {}


def enregistrer(nom: str, encart: Encart) -> None:
    _encarts[nom] = encart


def encarts_de(organisation: Organisation, agent: Agent) -> list[tuple[str, Any]]:
    return [(e.gabarit, e.lire(organisation, agent)) for e in _encarts.values()]
