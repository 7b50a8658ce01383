"""Les listes de travail de l'annuaire : les organisations, les agents."""

from typing import Any

from django import forms
from django.db.models import Count, Prefetch, Q
from django.utils.timezone import localdate

from etabli.annuaire.colonnes import AGENTS as COLONNES_DES_AGENTS
from etabli.annuaire.colonnes import ORGANISATIONS as COLONNES
from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Fonction
from etabli.socle.listes import Filtre, Liste
from etabli.socle.sans_accents import contient
from etabli.territoires.champs import ChampDeTerritoire
from etabli.territoires.models import Departement, Region


class FiltreDOrganisations(Filtre):
    q = forms.CharField(label="Nom, sigle ou SIRET", required=False, max_length=80)
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Tous les types"), *TypeOrganisation.choices]
    )
    departement = ChampDeTerritoire(Departement, label="Département", required=False, empty_label="Tous")
    region = ChampDeTerritoire(Region, label="Région", required=False, empty_label="Toutes")

    def quand_q(self, texte: str) -> Q:
        return contient(texte, "nom", "sigle") | Q(siret__startswith=texte.replace(" ", ""))

    def quand_region(self, region: Region) -> Q:
        """Celles de la région même, et celles de ses départements."""
        return Q(region=region) | Q(departement__region=region)


def _organisations(organisations: Any, agent: Agent) -> Any:
    jour = localdate()
    en_cours = Q(fonctions__debut_le__lte=jour) & (
        Q(fonctions__fin_le__isnull=True) | Q(fonctions__fin_le__gt=jour)
    )
    return organisations.for_list().annotate(
        nb_agents=Count("fonctions__agent", filter=en_cours, distinct=True)
    )


ORGANISATIONS = Liste(
    COLONNES,
    FiltreDOrganisations,
    unite="organisation",
    tri="nom",
    ecran=tuple(c.nom for c in COLONNES.colonnes if not c.secondaire),
    facette="type",
    facette_dite="Organisations par type",
    vide="Aucune organisation pour l'instant.",
    preparer=_organisations,
)


class FiltreDAgents(Filtre):
    q = forms.CharField(label="Nom ou courriel", required=False, max_length=80)
    fonction = forms.CharField(label="Fonction", required=False, max_length=80)
    type = forms.ChoiceField(
        label="Type d'organisation", required=False, choices=[("", "Tous"), *TypeOrganisation.choices]
    )
    departement = ChampDeTerritoire(Departement, label="Département", required=False, empty_label="Tous")
    sans_fonction = forms.BooleanField(label="Sans fonction en cours", required=False)

    def _qui_exerce(self, condition: Q) -> Q:
        exercees = Fonction.objects.en_cours().filter(condition)
        return Q(pk__in=exercees.values("agent_id"))

    def quand_q(self, texte: str) -> Q:
        return contient(texte, "nom", "prenom", "email")

    def quand_fonction(self, texte: str) -> Q:
        return self._qui_exerce(contient(texte, "intitule"))

    def quand_type(self, type_: str) -> Q:
        return self._qui_exerce(Q(organisation__type=type_))

    def quand_departement(self, departement: Departement) -> Q:
        return self._qui_exerce(Q(organisation__departement=departement))

    def quand_sans_fonction(self, _: bool) -> Q:
        return ~self._qui_exerce(Q())


def _agents(agents: Any, agent: Agent) -> Any:
    exercees = Fonction.objects.en_cours().select_related("organisation__departement")
    return agents.prefetch_related(Prefetch("fonctions", exercees, to_attr="exercees"))


AGENTS = Liste(
    COLONNES_DES_AGENTS,
    FiltreDAgents,
    unite="agent",
    tri="nom",
    ecran=tuple(c.nom for c in COLONNES_DES_AGENTS.colonnes if not c.secondaire),
    vide="Aucun agent pour l'instant.",
    preparer=_agents,
)
