"""Où une candidature peut être versée quand deux dossiers portent le même territoire."""

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Role
from etabli.dossier.models import Membre
from etabli.etape1_candidature.enums import REUNISSABLES
from etabli.etape1_candidature.models.candidature import Candidature


def dossiers_ou_verser(candidature: Candidature, agent: Agent) -> list[Candidature]:
    """Les autres candidatures encore réunissables que l'agent pilote, ou toutes pour la DGALN."""
    autres = (
        Candidature.objects.visible_to(agent)
        .filter(etat__in=REUNISSABLES, dossier__reuni_a__isnull=True)
        .exclude(pk=candidature.pk)
        .for_list()
    )
    return [c for c in autres if agent.est_dgaln or Role.PILOTE in c.dossier.roles_de(agent)]


def peut_etre_versee(candidature: Candidature, agent: Agent) -> bool:
    """La même question, en une requête : elle est posée à chaque page."""
    autres = Candidature.objects.filter(etat__in=REUNISSABLES, dossier__reuni_a__isnull=True)
    if not agent.est_dgaln:
        places = Membre.objects.en_cours().filter(
            organisation_id__in=agent.organisations_ids, role=Role.PILOTE
        )
        autres = autres.filter(dossier__in=places.values("dossier_id"))
    return autres.exclude(pk=candidature.pk).exists()
