"""Ce que partagent les écritures : sonner pour un acte qui n'est pas un changement d'état."""

from typing import Any

from django.db import models, transaction

from etabli.annuaire.models import Agent
from etabli.socle.cycle import acte_accompli


def sonner(acte: str, objet: models.Model, *, par: Agent, **donnees: Any) -> None:
    """Au commit, comme le fait le cycle : les lettres partent une fois l'écriture certaine."""
    transaction.on_commit(
        lambda: acte_accompli.send(sender=type(objet), acte=acte, objet=objet, par=par, donnees=donnees)
    )
