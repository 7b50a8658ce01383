"""Le registre des traitements : chaque étage déclare les siens dans son `personnes.py`.

La page du registre, la purge, l'export d'une personne et son effacement lisent tous cette table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

Ligne = Mapping[str, object]


@dataclass(frozen=True)
class Traitement:
    """Une ligne du registre, et ce que le code sait en faire.

    `jours` est la durée par défaut (0 : pas d'effacement automatique, `conservation` dit pourquoi) ; le réglage
    CONSERVATION la change sans toucher au code. `echus(avant)` sont les objets dont le délai est passé, `effacer`
    en efface un en gardant ce qui se compte, `prevenir(avant)` écrit à ceux dont le terme approche.
    `d_un_agent` rend ce que l'on tient de lui, `oublier` l'efface ; `trouver` cherche une personne sans compte.
    `retient(agent)` dit pourquoi son nom doit rester, ou rien.
    """

    cle: str
    nom: str
    finalite: str
    base: str
    personnes: str
    donnees: str
    destinataires: str
    conservation: str
    jours: int = 0
    echus: Callable[[datetime], QuerySet[Any]] | None = None
    effacer: Callable[[Any], object] | None = None
    prevenir: Callable[[datetime], int] | None = None
    d_un_agent: Callable[[Any], Iterable[Ligne]] | None = None
    oublier: Callable[[Any], int] | None = None
    trouver: Callable[[str], QuerySet[Any]] | None = None
    retient: Callable[[Any], str] | None = None
    ordre: int = 100


_traitements: dict[str, Traitement] = {}


def declarer(*declares: Traitement) -> None:
    """Déclarer deux fois la même clé la remplace : `ready` peut être rejoué."""
    for traitement in declares:
        if (traitement.echus is None) != (traitement.jours == 0):
            raise ValueError(f"« {traitement.cle} » : une durée demande de quoi trouver ce qui est échu.")
        _traitements[traitement.cle] = traitement


def traitements() -> list[Traitement]:
    return sorted(_traitements.values(), key=lambda t: (t.ordre, t.cle))
