"""Les prolongements de la feuille de route fictive se jouent sur n'importe quel dossier."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from etabli.config.demonstration.prolongements import completer_les_actions, publier_le_corpus
from etabli.etape4_seance.enums import TypeActivite
from etabli.etape6_restitution.corpus_publics import corpus_publies
from etabli.etape6_restitution.enums import EtatDeCorpus
from etabli.etape6_restitution.models import Corpus, FichePublique
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import ActiviteFactory, ContributionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu():
    return feuille_et_agents()


@pytest.fixture
def monde(lieu):
    return {"equipe": lieu.equipe, "ddtm": lieu.pilote}


def test_les_fiches_se_rattachent_les_actions_se_situent_un_cout_se_repartit(lieu, monde):
    fiches = ActiviteFactory(seance=lieu.seance, type=TypeActivite.FICHE_ACTION, close=True)
    fiche = ContributionFactory(activite=fiches, texte="Remettre dix logements en état")
    action = lieu.action(
        titre="Relever les logements vacants",
        debut_le=date(2027, 6, 1),
        fin_le=date(2029, 6, 1),
        cout_max=Decimal("100000.01"),
    )
    commune = lieu.dossier.perimetre.communes.first()
    commune.lon, commune.lat = 5.8, 48.2
    commune.save()

    completer_les_actions(lieu.feuille, monde)

    action.refresh_from_db()
    assert list(action.contributions.all()) == [fiche]
    assert action.point == (5.8, 48.2)
    assert list(action.annees_saisies) == [2027, 2028, 2029]
    assert action.ecart_des_annees == 0


def test_le_corpus_fictif_se_publie_sans_devenir_une_donnee(lieu, monde):
    lieu.contribution(texte="Rouvrir un commerce")
    lieu.dossier.est_fictif = True
    lieu.dossier.save()
    FichePublique.objects.create(
        dossier=lieu.dossier,
        titre="Atelier fictif",
        annee="2026",
        territoire_et_perimetre="Fictif",
        publiee_le=localdate(),
    )

    publier_le_corpus(lieu.dossier, monde)

    assert Corpus.objects.get().etat == EtatDeCorpus.PUBLIE
    assert not corpus_publies().exists()


def test_une_phrase_signalee_arrete_le_corpus_a_la_main_d_une_personne(lieu, monde):
    lieu.contribution(texte="Madame Martin bloque tout")

    publier_le_corpus(lieu.dossier, monde)

    assert Corpus.objects.get().etat == EtatDeCorpus.PROPOSE
