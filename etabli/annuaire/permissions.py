"""Qui invite, qui inscrit une organisation, qui met fin à une fonction."""

from collections.abc import Callable

from etabli.annuaire.enums import INSCRIPTIBLES_PAR_UN_SERVICE, TypeOrganisation
from etabli.annuaire.models import Agent, Fonction, Groupement, Invitation, Organisation, VueEnregistree
from etabli.socle.verdict import Verdict, exige

# Les étages du dessus ajoutent ici leurs raisons d'inviter : un service pilote, les membres de ses dossiers.
RaisonDInviter = Callable[[Agent, Organisation], bool]
_raisons: dict[str, RaisonDInviter] = {}


def autoriser_a_inviter(nom: str, raison: RaisonDInviter) -> None:
    _raisons[nom] = raison


def peut_inviter(agent: Agent, organisation: Organisation) -> Verdict:
    return exige(
        agent.est_dgaln
        or organisation.pk in agent.organisations_ids
        or any(raison(agent, organisation) for raison in _raisons.values()),
        "Vous invitez vos propres collègues et, si votre service pilote un dossier, les organisations qui en "
        "sont membres. Pour les autres, demandez à la DGALN.",
    )


def peut_gerer_l_invitation(agent: Agent, invitation: Invitation) -> Verdict:
    return exige(
        agent.est_dgaln
        or invitation.invite_par_id == agent.pk
        or invitation.organisation_id in agent.organisations_ids,
        "Seuls la personne qui a invité, ses collègues et la DGALN gèrent cette invitation.",
    ) & exige(
        not invitation.acceptee_le and not invitation.retiree_le,
        "Cette invitation est close : elle a été acceptée ou retirée.",
    )


def peut_creer_une_organisation(agent: Agent) -> Verdict:
    return exige(
        agent.est_dgaln or agent.est_service_deconcentre,
        "Seuls la DGALN et les services déconcentrés inscrivent une organisation à l'annuaire.",
    )


def types_inscriptibles(agent: Agent) -> tuple[TypeOrganisation, ...]:
    return tuple(TypeOrganisation) if agent.est_dgaln else INSCRIPTIBLES_PAR_UN_SERVICE


def peut_modifier_l_organisation(agent: Agent, organisation: Organisation) -> Verdict:
    """Un service corrige les fiches de ce qu'il peut inscrire ; chacun tient à jour la sienne."""
    inscriptible = agent.est_service_deconcentre and organisation.type in INSCRIPTIBLES_PAR_UN_SERVICE
    return exige(
        agent.est_dgaln or organisation.pk in agent.organisations_ids or inscriptible,
        "Seuls les agents de l'organisation, les services déconcentrés et la DGALN corrigent cette fiche.",
    )


def peut_terminer_la_fonction(agent: Agent, fonction: Fonction) -> Verdict:
    return exige(
        agent.est_dgaln
        or fonction.agent_id == agent.pk
        or fonction.organisation_id in agent.organisations_ids,
        "Seuls l'agent, ses collègues de l'organisation et la DGALN mettent fin à cette fonction.",
    ) & exige(fonction.est_en_cours, "Cette fonction est déjà terminée.")


def peut_gerer_les_groupements(agent: Agent, groupement: Groupement | None = None) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN tient à jour la composition des groupements.")


def peut_modifier_la_vue(agent: Agent, vue: VueEnregistree) -> Verdict:
    """Une vue partagée dont l'auteur est parti revient à ses anciens collègues."""
    orpheline = (
        vue.organisation_id in agent.organisations_ids
        and vue.organisation_id not in vue.agent.organisations_ids
    )
    return exige(
        vue.agent_id == agent.pk or orpheline,
        f"Cette vue est celle de {vue.agent} : enregistrez la vôtre à partir d'elle.",
    )
