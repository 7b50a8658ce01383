"""Qui regarde l'ensemble, et qui en fixe les repères."""

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


def peut_regler_les_normes(agent: Agent) -> Verdict:
    return exige(agent.est_dgaln, "Les normes de délai sont fixées par la DGALN.")


def peut_composer_le_rapport(agent: Agent) -> Verdict:
    return exige(agent.est_dgaln, "Le rapport annuel est composé par la DGALN.")
