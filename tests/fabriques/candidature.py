"""De quoi poser une candidature à l'état voulu.

`candidature_et_agents()` rend une candidature, son dossier et un agent par rôle ; `complete=True` donne à la
note tout ce qu'elle exige, `signee=True` lui joint ses courriers signés.
"""

from dataclasses import dataclass
from datetime import date

import factory
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College, Role
from etabli.etape1_candidature.actions import joindre_le_courrier_signe, preparer_les_courriers
from etabli.etape1_candidature.enums import CleRubrique, Echelle, Etat, NatureDeDocument, TypeObjet
from etabli.etape1_candidature.models import (
    Acteur,
    Candidature,
    CritereDEligibilite,
    DocumentARemettre,
    Rubrique,
    VersionDeNote,
)
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.dossier import DossierFactory, ThematiqueFactory, dossier_et_agents

TEXTE = "<p>" + "Un propos fictif qui dit l'intention, le secteur et les enjeux du territoire. " * 6 + "</p>"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


class CandidatureFactory(factory.django.DjangoModelFactory):
    dossier = factory.SubFactory(DossierFactory)

    class Meta:
        model = Candidature
        skip_postgeneration_save = True

    @factory.post_generation
    def rubriques(self, create, extracted, **_):
        Rubrique.objects.bulk_create(Rubrique(candidature=self, cle=cle) for cle in CleRubrique)

    @factory.post_generation
    def complete(self, create, extracted, **_):
        if extracted:
            completer(self)

    @factory.post_generation
    def signee(self, create, extracted, **_):
        if extracted:
            signer(self)


class CritereFactory(factory.django.DjangoModelFactory):
    libelle = factory.Sequence(lambda n: f"Critère fictif {n}")
    aide = "Ce que l'on regarde."
    source = "Rédaction d'essai"

    class Meta:
        model = CritereDEligibilite


class VersionDeNoteFactory(factory.django.DjangoModelFactory):
    candidature = factory.SubFactory(CandidatureFactory)
    numero = factory.Sequence(lambda n: n + 1)
    contenu = factory.LazyFunction(lambda: {"titre": "Note fictive", "rubriques": []})
    empreinte = "0" * 64
    figee_par = factory.SubFactory(AgentFactory)
    figee_le = factory.LazyFunction(now)

    class Meta:
        model = VersionDeNote


def completer(candidature):
    """Tout ce que la note exige et conseille."""
    candidature.rubriques.update(contenu=TEXTE, version=1)
    candidature.type_d_objet, candidature.echelle = TypeObjet.POLITIQUES_CROISEES, Echelle.INTERCOMMUNALE
    candidature.save(update_fields=["type_d_objet", "echelle"])
    candidature.dossier.thematiques.add(ThematiqueFactory())
    Acteur.objects.create(candidature=candidature, nom="Association fictive", college=College.ASSOCIATION)
    DocumentARemettre.objects.create(
        candidature=candidature, titre="SCoT fictif", nature=NatureDeDocument.PLANIFICATION
    )
    if not candidature.dossier.organisations(Role.COPORTEUR):
        candidature.dossier.membres.create(organisation=OrganisationFactory(), role=Role.COPORTEUR)


def signer(candidature):
    par = candidature.dossier.ouvert_par
    for courrier in preparer_les_courriers(candidature, par=par):
        joindre_le_courrier_signe(courrier, PDF, "signe.pdf", "M. Fictif, maire", date(2026, 3, 2), par=par)


@dataclass
class CandidatureEtAgents:
    """Une candidature et quelqu'un à chaque place de son dossier."""

    candidature: Candidature
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


def candidature_et_agents(
    *, etat=Etat.OUVERTE, complete=False, signee=False, **champs
) -> CandidatureEtAgents:
    places = dossier_et_agents(**champs)
    candidature = CandidatureFactory(dossier=places.dossier, complete=complete, etat=etat)
    if signee:
        signer(candidature)
    return CandidatureEtAgents(relire(candidature), **places.par_role())


def relire(candidature) -> Candidature:
    """La candidature telle que la base la connaît, sans rien de préchargé."""
    return Candidature.objects.select_related("dossier__perimetre", "dossier__format").get(pk=candidature.pk)
