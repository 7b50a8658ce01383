"""De quoi peupler l'annuaire : `AgentFactory(ddt=True)` crée l'agent, sa fonction et son organisation."""

from datetime import timedelta

import factory
from django.utils import timezone

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import (
    Agent,
    Fonction,
    Groupement,
    Invitation,
    MembreDeGroupement,
    Organisation,
)

MOT_DE_PASSE = "un-mot-de-passe-pour-les-essais"


class OrganisationFactory(factory.django.DjangoModelFactory):
    type = TypeOrganisation.COLLECTIVITE
    nom = factory.Sequence(lambda n: f"Communauté de communes fictive {n}")

    class Meta:
        model = Organisation

    class Params:
        dgaln = factory.Trait(
            type=TypeOrganisation.DGALN,
            nom="Direction générale de l'aménagement, du logement et de la nature",
            sigle="DGALN",
        )
        ddt = factory.Trait(type=TypeOrganisation.DDT, nom=factory.Sequence(lambda n: f"DDT fictive {n}"))
        dreal = factory.Trait(
            type=TypeOrganisation.DREAL, nom=factory.Sequence(lambda n: f"DREAL fictive {n}")
        )
        prefecture = factory.Trait(
            type=TypeOrganisation.PREFECTURE, nom=factory.Sequence(lambda n: f"Préfecture fictive {n}")
        )
        operateur = factory.Trait(
            type=TypeOrganisation.OPERATEUR, nom=factory.Sequence(lambda n: f"Opérateur fictif {n}")
        )
        collectivite = factory.Trait(type=TypeOrganisation.COLLECTIVITE)
        entreprise = factory.Trait(
            type=TypeOrganisation.ENTREPRISE, nom=factory.Sequence(lambda n: f"Agence fictive {n}")
        )


class AgentFactory(factory.django.DjangoModelFactory):
    """Sans rien, un agent sans fonction ; `organisation=` ou un trait lui en donne une."""

    email = factory.Sequence(lambda n: f"agent{n}@essai.example")
    prenom = factory.Sequence(lambda n: f"Camille{n}")
    nom = "Martin"

    class Meta:
        model = Agent
        skip_postgeneration_save = True

    class Params:
        dgaln = factory.Trait(organisation=factory.LazyFunction(lambda: _organisation("dgaln")))
        ddt = factory.Trait(organisation=factory.LazyFunction(lambda: _organisation("ddt")))
        dreal = factory.Trait(organisation=factory.LazyFunction(lambda: _organisation("dreal")))
        prefecture = factory.Trait(organisation=factory.LazyFunction(lambda: _organisation("prefecture")))
        operateur = factory.Trait(organisation=factory.LazyFunction(lambda: _organisation("operateur")))
        collectivite = factory.Trait(organisation=factory.LazyFunction(lambda: _organisation("collectivite")))
        groupement = factory.Trait(organisation=factory.LazyFunction(lambda: _organisation("entreprise")))

    @classmethod
    def _create(cls, model_class, *args, **champs):
        organisation = champs.pop("organisation", None)
        intitule = champs.pop("intitule", "Chargé de mission")
        agent = model_class.objects.create_user(
            champs.pop("email"), champs.pop("mot_de_passe", None), **champs
        )
        if organisation is not None:
            Fonction.objects.create(agent=agent, organisation=organisation, intitule=intitule)
        return agent


def _organisation(trait):
    return OrganisationFactory(**{trait: True})


class FonctionFactory(factory.django.DjangoModelFactory):
    agent = factory.SubFactory(AgentFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    intitule = "Chargé de mission"

    class Meta:
        model = Fonction


class GroupementFactory(factory.django.DjangoModelFactory):
    """Un groupement et son mandataire."""

    nom = factory.Sequence(lambda n: f"Groupement fictif {n}")
    est_fictif = True

    class Meta:
        model = Groupement
        skip_postgeneration_save = True

    @factory.post_generation
    def mandataire(self, create, extracted, **champs):
        organisation = extracted or OrganisationFactory(entreprise=True, **champs)
        MembreDeGroupement.objects.create(
            groupement=self,
            organisation=organisation,
            competences="programmation urbaine",
            est_mandataire=True,
        )

    @factory.post_generation
    def cotraitants(self, create, extracted, **champs):
        for organisation in extracted or ():
            MembreDeGroupement.objects.create(
                groupement=self, organisation=organisation, competences="paysage"
            )


class InvitationFactory(factory.django.DjangoModelFactory):
    email = factory.Sequence(lambda n: f"invite{n}@essai.example")
    organisation = factory.SubFactory(OrganisationFactory)
    intitule = "Chargé de mission"
    invite_par = factory.SubFactory(AgentFactory, dgaln=True)
    empreinte_du_jeton = factory.Sequence(lambda n: f"{n:064d}")
    expire_le = factory.LazyFunction(lambda: dans_quinze_jours())

    class Meta:
        model = Invitation


def dans_quinze_jours():
    return timezone.now() + timedelta(days=15)
