"""Les clés d'un autre, là où aucun formulaire ne les propose : la salle, le pupitre, l'interface des machines.

Les adresses et les formulaires ordinaires sont essayés un par un par `epreuve.py`.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.donnees_ouvertes.actions import creer_un_jeton
from etabli.donnees_ouvertes.enums import Portee
from etabli.etape3_atelier.models import Entretien
from etabli.etape4_seance.actions import coller_une_gommette
from etabli.etape4_seance.models import Contribution, Gommette, Participant
from etabli.etape5_feuille_de_route.models import PointDeSuivi
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    FamilleFactory,
    ParticipantFactory,
    SeanceFactory,
    seance_et_agents,
    un_vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    return SeanceFactory(ouverte=True)


@pytest.fixture
def telephone(client, seance):
    """Un participant entré dans cette séance."""
    client.post(reverse("seance:rejoindre", args=[seance.code]), {"college": "habitant"})
    client.participant = Participant.objects.get(seance=seance)
    return client


def vers(nom, seance, activite):
    return reverse(f"seance:{nom}", args=[seance.code, activite.pk])


def test_on_ne_vote_pas_pour_la_contribution_d_une_autre_seance(telephone, seance):
    vote, _ = un_vote(seance)
    _, (ailleurs, *_) = un_vote(SeanceFactory(ouverte=True))

    reponse = telephone.post(vers("voter", seance, vote), {"contribution": ailleurs.pk, "geste": "coller"})

    assert reponse.status_code in {403, 404, 422}
    assert not Gommette.objects.exists()


def test_on_ne_decolle_pas_la_gommette_d_un_autre(telephone, seance):
    vote, (une, *_) = un_vote(seance)
    autre = ParticipantFactory(seance=seance)
    coller_une_gommette(vote, une, participant=autre)
    gommette = Gommette.objects.get()

    telephone.post(
        vers("voter", seance, vote),
        {"contribution": une.pk, "geste": "decoller", "gommette": gommette.pk},
    )

    assert Gommette.objects.filter(pk=gommette.pk, participant=autre).exists()


def test_recoller_sous_la_cle_d_une_autre_gommette_ne_la_prend_pas(telephone, seance):
    vote, (une, deux, *_) = un_vote(seance)
    autre = ParticipantFactory(seance=seance)
    coller_une_gommette(vote, une, participant=autre)
    cle = Gommette.objects.get().pk

    telephone.post(vers("voter", seance, vote), {"id": cle, "contribution": deux.pk, "geste": "coller"})

    gardee = Gommette.objects.get(pk=cle)
    assert (gardee.participant, gardee.contribution) == (autre, une)


@pytest.mark.parametrize("lieu", ["meme séance", "autre séance"])
def test_contribuer_sous_la_cle_d_une_autre_contribution_ne_la_recrit_pas(telephone, seance, lieu):
    recueil = ActiviteFactory(seance=seance, ouverte=True)
    la = recueil if lieu == "meme séance" else ActiviteFactory(seance=SeanceFactory(ouverte=True))
    autrui = ContributionFactory(activite=la, texte="Le mot d'un autre")

    telephone.post(vers("contribuer", seance, recueil), {"id": autrui.pk, "texte": "Détourné"})

    autrui.refresh_from_db()
    assert (autrui.texte, autrui.activite) == ("Le mot d'un autre", la)


@pytest.mark.parametrize("acte", ["masquer", "preselectionner", "ranger", "doublons"])
def test_le_pupitre_ne_traite_que_les_contributions_de_sa_seance(client, acte):
    lieu = seance_et_agents(ouverte=True)
    ici = ContributionFactory(activite=ActiviteFactory(seance=lieu.seance))
    ailleurs = ContributionFactory(activite=ActiviteFactory(seance=SeanceFactory(ouverte=True)))
    famille = FamilleFactory(seance=lieu.seance)
    avant = Contribution.objects.filter(pk=ailleurs.pk).values().get()
    client.force_login(lieu.equipe)

    reponse = client.post(
        reverse("seance:traiter", args=[lieu.seance.pk]),
        {"acte": acte, "contributions": [ici.pk, ailleurs.pk], "famille": famille.pk, "motif": "hors_sujet"},
    )

    assert reponse.status_code == 422
    assert Contribution.objects.filter(pk=ailleurs.pk).values().get() == avant


def test_le_pupitre_ne_range_pas_dans_la_famille_d_une_autre_seance(client):
    lieu = seance_et_agents(ouverte=True)
    ici = ContributionFactory(activite=ActiviteFactory(seance=lieu.seance))
    client.force_login(lieu.equipe)

    reponse = client.post(
        reverse("seance:traiter", args=[lieu.seance.pk]),
        {"acte": "ranger", "contributions": [ici.pk], "famille": FamilleFactory().pk},
    )

    ici.refresh_from_db()
    assert (reponse.status_code, ici.famille) == (422, None)


def deposer(client, agent, chemin, corps):
    _, secret = creer_un_jeton("essai", list(Portee.values), localdate() + timedelta(days=9), par=agent)
    options = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {secret}"}}
    return client.post(f"/api/v1/{chemin}", corps, **options)


def test_un_jeton_n_ecrit_dans_le_dossier_de_personne_d_autre(client):
    lieu, ailleurs = feuille_et_agents(nb_actions=1), feuille_et_agents(nb_actions=1)
    activite = ActiviteFactory(seance=ailleurs.seance)
    action = ailleurs.feuille.actions.get()
    envois = {
        f"actions/{action.pk}/points": {"le": str(localdate()), "statut": "en_cours", "texte": "x"},
        f"mes-dossiers/{ailleurs.dossier.pk}/entretiens": {
            "entretiens": [{"personne": "Camille", "college": "habitant", "notes": "x"}]
        },
        f"activites/{activite.pk}/contributions": {
            "lot": str(uuid4()),
            "college": "habitant",
            "cartes": [{"texte": "x"}],
        },
    }

    statuts = {
        chemin: deposer(client, lieu.pilote, chemin, corps).status_code for chemin, corps in envois.items()
    }

    assert set(statuts.values()) == {404}
    assert not PointDeSuivi.objects.exists()
    assert not Entretien.objects.exists()
    assert not Contribution.objects.exists()
