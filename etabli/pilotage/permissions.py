"""Qui regarde l'ensemble."""

from etabli.annuaire.models import Agent
from etabli.socle.verdict import Verdict, exige


def peut_piloter(agent: Agent) -> Verdict:
    return exige(
        agent.est_dgaln or agent.est_service_deconcentre,
        "Le pilotage est ouvert à la DGALN et aux services déconcentrés de l'État. "
        "Vos dossiers sont dans « Mon espace ».",
    )


def peut_voir_la_cohorte(agent: Agent) -> Verdict:
    return exige(agent.est_dgaln, "La cohorte nationale se lit à la DGALN.")
