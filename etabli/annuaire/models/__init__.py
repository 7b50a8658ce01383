"""Les agents, leurs fonctions dans les organisations, les groupements et les invitations."""

from etabli.annuaire.models.agents import Agent, AgentManager, Fonction, FonctionQuerySet
from etabli.annuaire.models.groupements import Groupement, GroupementQuerySet, MembreDeGroupement
from etabli.annuaire.models.invitations import Invitation, InvitationQuerySet
from etabli.annuaire.models.organisations import Organisation, OrganisationQuerySet
from etabli.annuaire.models.proconnect import IdentiteProConnect
from etabli.annuaire.models.vues import VueEnregistree, VueQuerySet

__all__ = [
    "Agent",
    "AgentManager",
    "Fonction",
    "FonctionQuerySet",
    "Groupement",
    "GroupementQuerySet",
    "IdentiteProConnect",
    "Invitation",
    "InvitationQuerySet",
    "MembreDeGroupement",
    "Organisation",
    "OrganisationQuerySet",
    "VueEnregistree",
    "VueQuerySet",
]
