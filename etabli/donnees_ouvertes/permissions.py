"""Qui crée des jetons, qui tient les abonnements."""

from etabli.annuaire.models import Agent
from etabli.donnees_ouvertes.models import Jeton
from etabli.socle.verdict import Verdict, exige

JETONS_AU_PLUS = 10


def peut_creer_un_jeton(agent: Agent) -> Verdict:
    encore_bons = [j for j in Jeton.objects.visible_to(agent) if j.est_bon]
    return exige(agent.is_active, "Votre compte n'est plus actif.") and exige(
        len(encore_bons) < JETONS_AU_PLUS,
        f"Vous avez déjà {JETONS_AU_PLUS} jetons en cours : révoquez ceux qui ne servent plus.",
    )


def peut_revoquer(agent: Agent, jeton: Jeton) -> Verdict:
    return exige(jeton.agent_id == agent.pk, "Ce jeton est celui d'un autre agent.") and exige(
        jeton.revoque_le is None, "Ce jeton est déjà révoqué."
    )


def peut_tenir_les_abonnements(agent: Agent) -> Verdict:
    return exige(
        agent.est_dgaln, "Les abonnements sont tenus par la DGALN : ils portent sur tous les dossiers."
    )
