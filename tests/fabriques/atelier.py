"""De quoi ouvrir un atelier dans les tests.

`AtelierFactory()` : en préparation, équipe choisie. `AtelierFactory(lance_le=…)` : lancé, calendrier publié.
`atelier_et_agents()` : un atelier et un agent à chaque place du dossier.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import factory
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.dossier.enums import NatureDePhase, Role
from etabli.dossier.models import PhaseType
from etabli.etape1_candidature.models import Candidature, VersionDeNote
from etabli.etape2_marche import enums as marche_enums
from etabli.etape2_marche.models import AccordCadre, Marche, Titulaire
from etabli.etape3_atelier import actions
from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.models import Atelier, Constat, Contact, Depense, DocumentLu, Entretien, Jalon
from tests.fabriques.annuaire import GroupementFactory, OrganisationFactory
from tests.fabriques.dossier import DossierEtAgents, DossierFactory, dossier_et_agents

# Le déroulé d'un atelier local (programme.txt) ; décalages d'essai, en semaines, et durées, en jours.
DEROULE_LOCAL = (
    (NatureDePhase.CADRAGE, "Réunion de cadrage", None, 0, 20),
    (NatureDePhase.SESSION, "Session n° 1 : diagnostic et enjeux", 1, 8, 2),
    (NatureDePhase.APPROFONDISSEMENT, "Premier inter-atelier", None, 9, 60),
    (NatureDePhase.SESSION, "Session n° 2 : stratégie", 2, 20, 2),
    (NatureDePhase.APPROFONDISSEMENT, "Second inter-atelier", None, 21, 60),
    (NatureDePhase.SESSION, "Session n° 3 : feuille de route", 3, 32, 2),
    (NatureDePhase.PRODUCTION, "Production des livrables", None, 33, 80),
    (NatureDePhase.RESTITUTION, "Restitution", None, 48, 5),
)


def donner_un_deroule(format_, deroule=DEROULE_LOCAL):
    """Le format reçoit ses phases types, une fois."""
    for ordre, (nature, nom, session, semaines, jours) in enumerate(deroule, 1):
        PhaseType.objects.get_or_create(
            format=format_,
            ordre=ordre,
            defaults={
                "nature": nature,
                "nom": nom,
                "session": session,
                "decalage_semaines": semaines,
                "duree_jours": jours,
            },
        )
    return format_


def marche_notifie(dossier, groupement=None, **champs):
    """Un marché notifié à un titulaire, note figée comprise."""
    groupement = groupement or GroupementFactory()
    accord_cadre, _ = AccordCadre.objects.get_or_create(
        numero="AC-FICTIF",
        defaults={
            "intitule": "Accord-cadre fictif",
            "debut_le": date(2023, 1, 1),
            "fin_le": date(2027, 12, 31),
            "est_fictif": True,
        },
    )
    titulaire, _ = Titulaire.objects.get_or_create(accord_cadre=accord_cadre, groupement=groupement)
    candidature, _ = Candidature.objects.get_or_create(dossier=dossier)
    note, _ = VersionDeNote.objects.get_or_create(
        candidature=candidature,
        numero=1,
        defaults={"contenu": {}, "empreinte": "0" * 64, "figee_par": dossier.ouvert_par, "figee_le": now()},
    )
    valeurs = {
        "acheteur": dossier.pilote or OrganisationFactory(ddt=True),
        "etat": marche_enums.Etat.NOTIFIE,
        "montant_ht": Decimal("100000.00"),
        "duree_mois": 12,
        "notifie_le": date(2026, 1, 12),
        "est_fictif": True,
    }
    return Marche.objects.create(
        dossier=dossier,
        accord_cadre=accord_cadre,
        cahier_des_clauses=note,
        titulaire=titulaire,
        **(valeurs | champs),
    )


class AtelierFactory(factory.django.DjangoModelFactory):
    """`equipe=`, `dossier=`, `marche=` se choisissent ; avec `lance_le=`, le calendrier est publié."""

    dossier = factory.SubFactory(DossierFactory)
    equipe = factory.SubFactory(GroupementFactory)
    marche = factory.LazyAttribute(lambda o: marche_notifie(o.dossier, o.equipe))

    class Meta:
        model = Atelier

    @classmethod
    def _create(cls, model_class, *args, **champs):
        lance_le, etat = champs.pop("lance_le", None), champs.pop("etat", None)
        donner_un_deroule(champs["dossier"].format)
        atelier = super()._create(model_class, *args, **champs)
        if lance_le:
            actions.lancer(atelier, par=atelier.dossier.ouvert_par, lance_le=lance_le)
        atelier.etat = etat or (Etat.EN_COURS if lance_le else Etat.PREPARATION)
        atelier.save()
        return atelier


class JalonFactory(factory.django.DjangoModelFactory):
    """Une session par défaut, de deux jours."""

    atelier = factory.SubFactory(AtelierFactory)
    ordre = factory.Sequence(lambda n: 100 + n)
    nature = NatureDePhase.SESSION
    nom = "Session ajoutée"
    session = 4
    debut_le = date(2026, 3, 3)
    fin_le = date(2026, 3, 4)

    class Meta:
        model = Jalon


class ContactFactory(factory.django.DjangoModelFactory):
    atelier = factory.SubFactory(AtelierFactory)
    nom = factory.Sequence(lambda n: f"Personne fictive {n:03d}")
    college = "elu"
    qualite = "maire"
    courriel = factory.Sequence(lambda n: f"contact{n}@essai.example")

    class Meta:
        model = Contact


class DocumentLuFactory(factory.django.DjangoModelFactory):
    atelier = factory.SubFactory(AtelierFactory)
    titre = factory.Sequence(lambda n: f"Étude fictive {n:03d}")
    dit = "Le bourg perd des commerces."

    class Meta:
        model = DocumentLu


class EntretienFactory(factory.django.DjangoModelFactory):
    atelier = factory.SubFactory(AtelierFactory)
    personne = factory.Sequence(lambda n: f"Dominique Fictif {n}")
    qualite = "agricultrice"
    college = "habitant"

    class Meta:
        model = Entretien


class ConstatFactory(factory.django.DjangoModelFactory):
    atelier = factory.SubFactory(AtelierFactory)
    texte = "Les logements vacants se concentrent dans le bourg."

    class Meta:
        model = Constat


class DepenseFactory(factory.django.DjangoModelFactory):
    atelier = factory.SubFactory(AtelierFactory)
    session = 1
    objet = "Location de la salle"
    montant = Decimal("350.00")
    payeur = factory.LazyAttribute(lambda o: o.atelier.dossier.organisations(*Role)[0])

    class Meta:
        model = Depense


@dataclass
class AtelierEtAgents:
    """Un atelier et quelqu'un à chaque place de son dossier (voir `dossier_et_agents`)."""

    atelier: Atelier
    dossier_et_agents: DossierEtAgents

    def __getattr__(self, nom: str) -> Agent:
        return getattr(self.dossier_et_agents, nom)

    def par_role(self) -> dict[str, Agent]:
        return self.dossier_et_agents.par_role()


def atelier_et_agents(**champs) -> AtelierEtAgents:
    ensemble = dossier_et_agents()
    groupement = GroupementFactory(mandataire=ensemble.equipe.organisation_principale)
    atelier = AtelierFactory(dossier=ensemble.dossier, equipe=groupement, **champs)
    return AtelierEtAgents(atelier, ensemble)
