"""Qui peut faire quoi dans un dossier que l'on voit déjà (voir `visible_to`)."""

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, Etape, Role
from etabli.dossier.gardes import le_perimetre_est_libre
from etabli.dossier.models import Dossier, Membre
from etabli.socle.verdict import Verdict, exige


def peut_repondre_aux_demandes(agent: Agent) -> Verdict:
    return exige(
        agent.est_dgaln,
        "Seule la DGALN, responsable du traitement, répond aux demandes sur les données personnelles.",
    )


def est_porteur(agent: Agent, dossier: Dossier) -> bool:
    return bool(dossier.roles_de(agent) & set(PORTEURS))


def est_pilote(agent: Agent, dossier: Dossier) -> bool:
    return Role.PILOTE in dossier.roles_de(agent)


def n_est_pas_reuni(dossier: Dossier) -> Verdict:
    return exige(
        dossier.reuni_a_id is None,
        "Ce dossier est réuni à un autre, qui porte désormais la suite : il se lit encore, il ne s'écrit plus.",
    )


def peut_modifier_le_dossier(agent: Agent, dossier: Dossier) -> Verdict:
    return n_est_pas_reuni(dossier) & exige(
        agent.est_dgaln or est_porteur(agent, dossier),
        "Seuls le pilote, le co-pilote, les co-porteurs et la DGALN modifient le dossier.",
    )


def peut_gerer_les_membres(agent: Agent, dossier: Dossier) -> Verdict:
    return n_est_pas_reuni(dossier) & exige(
        agent.est_dgaln or est_pilote(agent, dossier),
        "Seuls le service pilote et la DGALN ajoutent ou retirent un membre. Demandez-le au service pilote.",
    )


def peut_retirer(agent: Agent, membre: Membre) -> Verdict:
    """Un dossier garde toujours un pilote : on en nomme un autre avant de retirer le dernier."""
    pilotes = membre.dossier.organisations(Role.PILOTE)
    return peut_gerer_les_membres(agent, membre.dossier) & exige(
        membre.role != Role.PILOTE or len(pilotes) > 1,
        "Un dossier garde toujours un pilote : ajoutez le nouveau service pilote avant de retirer celui-ci.",
    )


def peut_passer_la_main(agent: Agent, membre: Membre) -> Verdict:
    """Passer la main fait entrer une organisation : il y faut les mêmes droits que pour l'ajouter."""
    return peut_gerer_les_membres(agent, membre.dossier) & exige(
        membre.role != Role.EQUIPE,
        "L'équipe est choisie par le marché : sa composition se change dans le groupement.",
    )


def peut_ecrire_un_message(agent: Agent, dossier: Dossier) -> Verdict:
    roles = dossier.roles_de(agent)
    return n_est_pas_reuni(dossier) & exige(
        agent.est_dgaln or roles - {Role.LECTEUR},
        "Vous lisez ce dossier sans y écrire. Pour intervenir, demandez un autre rôle au service pilote.",
    )


def peut_joindre_un_fichier(agent: Agent, dossier: Dossier) -> Verdict:
    return peut_ecrire_un_message(agent, dossier)


def peut_changer_le_programme(agent: Agent) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN règle les formats, les phases et les thématiques.")


def peut_changer_le_perimetre(agent: Agent, dossier: Dossier) -> Verdict:
    """Les étapes ont leur mot : une note figée ou déposée tient le périmètre avec elle."""
    return (
        peut_modifier_le_dossier(agent, dossier)
        & exige(
            agent.est_dgaln or dossier.etape == Etape.CANDIDATURE,
            "Le périmètre est fixé par la candidature. Pour le corriger ensuite, demandez à la DGALN.",
        )
        & le_perimetre_est_libre(dossier)
    )
