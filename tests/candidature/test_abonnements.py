import pytest
from django.utils.timezone import localdate

from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier
from etabli.dossier.volets import volets
from etabli.etape1_candidature.abonnements import ATTENDUS, attentes, dates, resumes
from etabli.etape1_candidature.enums import CLOSES, Etat
from etabli.etape1_candidature.models import Candidature
from tests.fabriques.candidature import candidature_et_agents

pytestmark = pytest.mark.django_db


def dossiers():
    return list(Dossier.objects.for_list())


def test_la_candidature_a_son_volet_dans_le_dossier():
    assert Etape.CANDIDATURE in [v.etape for v in volets()]


def test_chaque_etat_ouvert_attend_quelqu_un_et_aucun_etat_clos():
    assert set(ATTENDUS) == set(Etat) - set(CLOSES)


@pytest.mark.parametrize(
    ("etat", "moi"),
    [
        (Etat.OUVERTE, {"pilote"}),
        (Etat.SIGNALEE, {"dgaln"}),
        (Etat.REDACTION, {"pilote", "copilote", "coporteur"}),
        (Etat.FIGEE, {"pilote", "copilote", "coporteur"}),
        (Etat.INSTRUCTION, {"dgaln"}),
    ],
)
def test_on_attend_les_bonnes_personnes(etat, moi):
    places = candidature_et_agents(etat=etat)
    pour_moi = {
        role for role, agent in places.par_role().items() if attentes(dossiers(), agent)[0].de_qui == ""
    }
    assert pour_moi == moi


def test_les_autres_savent_qui_l_on_attend():
    places = candidature_et_agents(etat=Etat.DEPOSEE)
    (attente,) = attentes(dossiers(), places.pilote)
    assert attente.de_qui == "la DGALN"
    assert attente.pour_le > localdate()


def test_les_porteurs_lisent_le_libelle_public_et_la_dgaln_le_sien():
    places = candidature_et_agents(etat=Etat.INSTRUCTION)
    pk = places.candidature.dossier_id
    assert resumes(dossiers(), places.pilote)[pk].libelle == "Déposée, à l'examen de la DGALN"
    assert resumes(dossiers(), places.dgaln)[pk].libelle == "En instruction"


def test_le_resume_compte_les_rubriques_commencees():
    places = candidature_et_agents(etat=Etat.REDACTION)
    places.candidature.rubriques.filter(cle__in=["objet", "objectifs"]).update(contenu="<p>Un mot</p>")
    resume = resumes(dossiers(), places.pilote)[places.candidature.dossier_id]
    assert resume.detail == "2 rubriques sur 7 commencées"


def test_les_dates_passees_sont_dites():
    places = candidature_et_agents(etat=Etat.INSTRUCTION)
    Candidature.objects.update(signalee_le="2026-01-05", deposee_le="2026-03-02")
    libelles = [d.libelle for d in dates(dossiers())[places.candidature.dossier_id]]
    assert libelles[:2] == ["Signalement à la DGALN", "Dépôt de la candidature"]


@pytest.mark.parametrize("combien", [1, 3])
def test_le_volet_lit_plusieurs_dossiers_en_une_requete(django_assert_num_queries, combien):
    places = [candidature_et_agents(etat=Etat.REDACTION) for _ in range(combien)]
    liste, agent = dossiers(), places[0].pilote
    assert agent.organisations_ids
    for lecture in (lambda: resumes(liste, agent), lambda: attentes(liste, agent), lambda: dates(liste)):
        with django_assert_num_queries(1):
            assert len(lecture()) == combien
