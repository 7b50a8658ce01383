"""De quoi ouvrir un dossier dans les tests.

`DossierFactory(membres={Role.PILOTE: ddt, Role.COPORTEUR: [cc1, cc2]})` lui donne ses membres ;
`dossier_et_agents()` rend un dossier et un agent par rôle, pour croiser rôles et actes.
"""

from dataclasses import dataclass

import factory
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, FormatAtelier, Membre, Message, Thematique
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.territoires import PerimetreFactory


class FormatFactory(factory.django.DjangoModelFactory):
    code = "local"
    nom = "Atelier local"
    duree_min_mois = 10
    duree_max_mois = 15
    nb_sessions = 3
    jours_min_par_session = 1
    jours_max_par_session = 2
    part_dgaln = 100
    montant_indicatif = 100_000
    engagement_min_mois = 10
    engagement_max_mois = 12
    capacite_annuelle = 10

    class Meta:
        model = FormatAtelier
        django_get_or_create = ["code"]


class ThematiqueFactory(factory.django.DjangoModelFactory):
    nom = factory.Sequence(lambda n: f"Thématique {n}")

    class Meta:
        model = Thematique
        django_get_or_create = ["nom"]


class DossierFactory(factory.django.DjangoModelFactory):
    titre = factory.Sequence(lambda n: f"Atelier local fictif {n}")
    format = factory.SubFactory(FormatFactory)
    perimetre = factory.SubFactory(PerimetreFactory)
    ouvert_par = factory.SubFactory(AgentFactory)
    ouvert_le = factory.LazyFunction(localdate)
    etape_depuis_le = factory.SelfAttribute("ouvert_le")
    est_fictif = True

    class Meta:
        model = Dossier
        skip_postgeneration_save = True

    @factory.post_generation
    def membres(self, create, extracted, **_):
        for role, organisations in (extracted or {}).items():
            en_liste = [organisations] if isinstance(organisations, Organisation) else organisations
            for organisation in en_liste:
                MembreFactory(dossier=self, organisation=organisation, role=role)


class MembreFactory(factory.django.DjangoModelFactory):
    dossier = factory.SubFactory(DossierFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.COPORTEUR

    class Meta:
        model = Membre


class MessageFactory(factory.django.DjangoModelFactory):
    dossier = factory.SubFactory(DossierFactory)
    auteur = factory.SubFactory(AgentFactory)
    texte = "La salle des fêtes est réservée."

    class Meta:
        model = Message


@dataclass
class DossierEtAgents:
    """Un dossier et quelqu'un à chaque place ; `etranger` est une DDT sans lien avec le dossier."""

    dossier: Dossier
    dgaln: Agent
    pilote: Agent
    copilote: Agent
    coporteur: Agent
    equipe: Agent
    lecteur: Agent
    etranger: Agent

    def par_role(self) -> dict[str, Agent]:
        noms = ("dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur", "etranger")
        return {nom: getattr(self, nom) for nom in noms}


def dossier_et_agents(**champs) -> DossierEtAgents:
    agents = {
        "pilote": AgentFactory(ddt=True),
        "copilote": AgentFactory(operateur=True),
        "coporteur": AgentFactory(collectivite=True),
        "equipe": AgentFactory(groupement=True),
        "lecteur": AgentFactory(prefecture=True),
    }
    places = {Role(nom): agent.organisation_principale for nom, agent in agents.items()}
    dossier = DossierFactory(membres=places, ouvert_par=agents["pilote"], **champs)
    return DossierEtAgents(dossier, dgaln=AgentFactory(dgaln=True), etranger=AgentFactory(ddt=True), **agents)
