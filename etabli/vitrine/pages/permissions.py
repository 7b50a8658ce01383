"""Qui rédige le site, et qui en donne le droit."""

from typing import Any

from etabli.socle.verdict import Verdict, exige
from etabli.vitrine.pages.enums import Niveau

GROUPES = {Niveau.REDIGER: "Communication : rédiger", Niveau.PUBLIER: "Communication : publier"}
ENTRER = "wagtailadmin.access_admin"


def redige(agent: Any) -> bool:
    """Pour le menu : une requête par page au plus, aucune pour un visiteur sans compte."""
    if not getattr(agent, "is_authenticated", False):
        return False
    if not hasattr(agent, "_redige"):
        agent._redige = agent.is_superuser or agent.groups.filter(name__in=GROUPES.values()).exists()
    return bool(agent._redige)


def donne_le_droit(agent: Any) -> bool:
    return bool(getattr(agent, "est_dgaln", False))


def peut_rediger(agent: Any) -> Verdict:
    return exige(
        redige(agent),
        "La rédaction du site est réservée aux agents à qui la DGALN a donné le droit de communication. "
        "Demandez-le à votre correspondant de la DGALN.",
    )


def peut_donner_le_droit(agent: Any) -> Verdict:
    return exige(donne_le_droit(agent), "Seule la DGALN donne ou retire le droit de communication.")
