"""De quoi écrire une feuille de route dans les tests.

`feuille_et_agents()` rend une feuille, sa séance et un agent par rôle ; `une_feuille_complete(…)` lui donne un
enjeu, un axe et des actions prêtes à être adoptées.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import factory

from etabli.etape4_seance.models import Seance
from etabli.etape5_feuille_de_route.models import (
    Action,
    Axe,
    Enjeu,
    FeuilleDeRoute,
    Financement,
    Objectif,
)
from tests.fabriques.annuaire import OrganisationFactory
from tests.fabriques.dossier import DossierEtAgents, DossierFactory, dossier_et_agents
from tests.fabriques.seance import ActiviteFactory, ContributionFactory, SeanceFactory, un_atelier


class FeuilleDeRouteFactory(factory.django.DjangoModelFactory):
    dossier = factory.SubFactory(DossierFactory)

    class Meta:
        model = FeuilleDeRoute


class EnjeuFactory(factory.django.DjangoModelFactory):
    feuille = factory.SubFactory(FeuilleDeRouteFactory)
    titre = factory.Sequence(lambda n: f"Enjeu fictif {n}")
    ordre = factory.Sequence(lambda n: n + 1)

    class Meta:
        model = Enjeu


class AxeFactory(factory.django.DjangoModelFactory):
    feuille = factory.SubFactory(FeuilleDeRouteFactory)
    titre = factory.Sequence(lambda n: f"Axe fictif {n}")
    ordre = factory.Sequence(lambda n: n + 1)

    class Meta:
        model = Axe


class ObjectifFactory(factory.django.DjangoModelFactory):
    axe = factory.SubFactory(AxeFactory)
    titre = factory.Sequence(lambda n: f"Objectif fictif {n}")

    class Meta:
        model = Objectif


class ActionFactory(factory.django.DjangoModelFactory):
    """Une action chiffrée et datée, avec son maître d'ouvrage ; `nue=True` n'a que son titre."""

    axe = factory.SubFactory(AxeFactory)
    feuille = factory.SelfAttribute("axe.feuille")
    numero = factory.Sequence(lambda n: n + 1)
    titre = factory.Sequence(lambda n: f"Action fictive {n}")
    maitrise_d_ouvrage = factory.SubFactory(OrganisationFactory)
    cout_min = Decimal(80_000)
    cout_max = Decimal(100_000)
    debut_le = date(2027, 1, 1)
    fin_le = date(2027, 12, 31)

    class Meta:
        model = Action

    class Params:
        nue = factory.Trait(maitrise_d_ouvrage=None, cout_min=None, cout_max=None, debut_le=None, fin_le=None)


class FinancementFactory(factory.django.DjangoModelFactory):
    action = factory.SubFactory(ActionFactory)
    financeur = factory.Sequence(lambda n: f"Financeur fictif {n}")
    demande = Decimal(40_000)
    obtenu = Decimal(30_000)
    paye = Decimal(10_000)

    class Meta:
        model = Financement


@dataclass
class FeuilleEtAgents(DossierEtAgents):
    """Une feuille de route, sa première séance, et quelqu'un à chaque place."""

    feuille: FeuilleDeRoute = None
    seance: Seance = None

    def contribution(self, **champs):
        activite = self.seance.activites.first() or ActiviteFactory(seance=self.seance)
        return ContributionFactory(activite=activite, **champs)

    def axe(self, **champs):
        return AxeFactory(feuille=self.feuille, **champs)

    def enjeu(self, **champs):
        return EnjeuFactory(feuille=self.feuille, **champs)

    def action(self, axe=None, **champs):
        return ActionFactory(axe=axe or self.feuille.axes.first() or self.axe(), **champs)


def feuille_et_agents(*, nb_actions=0, **champs) -> FeuilleEtAgents:
    lieu = dossier_et_agents()
    ensemble = FeuilleEtAgents(
        **vars(lieu),
        feuille=FeuilleDeRouteFactory(dossier=lieu.dossier, **champs),
        seance=SeanceFactory(atelier=un_atelier(lieu.dossier)),
    )
    for _ in range(nb_actions):
        ensemble.action(maitrise_d_ouvrage=ensemble.coporteur.organisation_principale)
    return ensemble
