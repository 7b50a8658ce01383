"""Passer la main : ce que chaque étape a confié à une organisation, et qui la suit quand le rôle change de mains.

Le dossier est sous les étapes : chacune inscrit ici ce qu'elle transmet, dans ses `abonnements`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.models import Dossier


@dataclass(frozen=True)
class Passation:
    """`apercu` dit ce qui serait transmis ; `transmettre` le fait, dans la transaction de l'acte."""

    apercu: Callable[[Dossier, Organisation], list[str]]
    transmettre: Callable[[Dossier, Organisation, Organisation, Agent], None]


_passations: dict[str, Passation] = {}


def enregistrer(nom: str, passation: Passation) -> None:
    _passations[nom] = passation


def apercu(dossier: Dossier, organisation: Organisation) -> list[str]:
    return [
        phrase for passation in _passations.values() for phrase in passation.apercu(dossier, organisation)
    ]


def transmettre(dossier: Dossier, de: Organisation, a: Organisation, *, par: Agent) -> list[str]:
    """Rend ce qui a été transmis, tel que l'aperçu le disait."""
    transmis = apercu(dossier, de)
    for passation in _passations.values():
        passation.transmettre(dossier, de, a, par)
    return transmis
