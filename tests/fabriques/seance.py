"""De quoi tenir une séance dans les tests.

`seance_et_agents(ouverte=True)` rend une séance et un agent par rôle.
"""

from dataclasses import dataclass
from datetime import date, datetime

import factory
from django.utils.timezone import make_aware

from etabli.dossier.enums import College, NatureDePhase
from etabli.etape3_atelier.models import Jalon
from etabli.etape4_seance.enums import CaseAfom, Etat, EtatActivite, TypeActivite
from etabli.etape4_seance.models import (
    Activite,
    Contribution,
    Emargement,
    Famille,
    Gommette,
    Participant,
    Seance,
    Sequence,
    TableDeSeance,
)
from tests.fabriques.atelier import AtelierFactory
from tests.fabriques.dossier import DossierEtAgents, DossierFactory, dossier_et_agents


def un_atelier(dossier=None, **champs):
    return AtelierFactory(dossier=dossier or DossierFactory(), **champs)


def jalons_de_sessions(atelier, nb=3):
    return [
        Jalon.objects.create(
            atelier=atelier,
            ordre=numero,
            nature=NatureDePhase.SESSION,
            nom=f"Session {numero} fictive",
            session=numero,
            debut_le=date(2026, 2 + 2 * numero, 10),
            fin_le=date(2026, 2 + 2 * numero, 11),
            lieu="Salle des fêtes",
        )
        for numero in range(1, nb + 1)
    ]


class SeanceFactory(factory.django.DjangoModelFactory):
    atelier = factory.LazyFunction(un_atelier)
    numero = 1
    titre = "Diagnostic et enjeux"
    debut = make_aware(datetime(2026, 4, 10, 9))
    fin = make_aware(datetime(2026, 4, 11, 17))
    lieu = "Salle des fêtes fictive"
    code = factory.Sequence(lambda n: f"C{n:05d}"[:6])

    class Meta:
        model = Seance

    class Params:
        ouverte = factory.Trait(etat=Etat.OUVERTE)
        close = factory.Trait(etat=Etat.CLOSE)


class TableFactory(factory.django.DjangoModelFactory):
    seance = factory.SubFactory(SeanceFactory)
    numero = factory.Sequence(lambda n: n + 1)

    class Meta:
        model = TableDeSeance


class SequenceFactory(factory.django.DjangoModelFactory):
    seance = factory.SubFactory(SeanceFactory)
    debut = "09:00"
    duree_minutes = 30
    titre = "Accueil"
    animateur = "Équipe projet"

    class Meta:
        model = Sequence


class ActiviteFactory(factory.django.DjangoModelFactory):
    """Un recueil, préparé ; `ouverte=True` l'ouvre ; voir aussi `un_vote`."""

    seance = factory.SubFactory(SeanceFactory, ouverte=True)
    ordre = factory.Sequence(lambda n: n + 1)
    type = TypeActivite.RECUEIL
    titre = factory.Sequence(lambda n: f"Que faut-il changer ici ? ({n})")

    class Meta:
        model = Activite

    class Params:
        ouverte = factory.Trait(etat=EtatActivite.OUVERTE)
        close = factory.Trait(etat=EtatActivite.CLOSE)
        afom = factory.Trait(type=TypeActivite.AFOM)


def un_vote(seance, nb_contributions=3, **champs):
    """Un recueil clos et ses contributions, et le vote ouvert qui porte sur lui."""
    recueil = ActiviteFactory(seance=seance, close=True)
    contributions = [
        ContributionFactory(activite=recueil, texte=f"Idée {n}") for n in range(1, nb_contributions + 1)
    ]
    vote = ActiviteFactory(
        seance=seance,
        **{"type": TypeActivite.GOMMETTES, "porte_sur": recueil, "etat": EtatActivite.OUVERTE, **champs},
    )
    return vote, contributions


class ParticipantFactory(factory.django.DjangoModelFactory):
    seance = factory.SubFactory(SeanceFactory, ouverte=True)
    college = College.HABITANT

    class Meta:
        model = Participant


class FamilleFactory(factory.django.DjangoModelFactory):
    seance = factory.SubFactory(SeanceFactory)
    nom = factory.Sequence(lambda n: f"Famille {n}")

    class Meta:
        model = Famille


class ContributionFactory(factory.django.DjangoModelFactory):
    activite = factory.SubFactory(ActiviteFactory)
    texte = factory.Sequence(lambda n: f"Rouvrir un commerce au bourg, idée {n}")
    college = College.HABITANT

    class Meta:
        model = Contribution

    class Params:
        atout = factory.Trait(case_afom=CaseAfom.ATOUT)


class GommetteFactory(factory.django.DjangoModelFactory):
    activite = factory.SubFactory(ActiviteFactory)
    contribution = factory.SubFactory(ContributionFactory)
    participant = factory.SubFactory(ParticipantFactory)

    class Meta:
        model = Gommette


class EmargementFactory(factory.django.DjangoModelFactory):
    seance = factory.SubFactory(SeanceFactory)
    nom = factory.Sequence(lambda n: f"Dominique Fictif {n}")
    college = College.ELU

    class Meta:
        model = Emargement


@dataclass
class SeanceEtAgents(DossierEtAgents):
    """Une séance et quelqu'un à chaque place."""

    seance: Seance = None


def seance_et_agents(**champs) -> SeanceEtAgents:
    lieu = dossier_et_agents()
    seance = SeanceFactory(atelier=un_atelier(lieu.dossier), **champs)
    return SeanceEtAgents(**vars(lieu), seance=seance)
