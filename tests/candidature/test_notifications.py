import pytest

from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.notifications import LETTRES
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.models import LettreSortante
from tests.fabriques.candidature import candidature_et_agents, relire

pytestmark = pytest.mark.django_db

# Ce qu'un acte demande de saisir, pour pouvoir tous les jouer.
SAISIES = {"motif": "Une raison fictive.", "texte": "Précisez le secteur.", "reponse": "C'est fait."}


@pytest.fixture
def prete():
    return candidature_et_agents(complete=True, signee=True)


def jouer(places, acte):
    transition = CYCLE.par_nom[acte]
    Candidature.objects.update(etat=transition.depuis[0])
    candidature = relire(places.candidature)
    autre = candidature_et_agents().candidature.dossier if acte == "reunir" else None
    par = next(a for a in places.par_role().values() if CYCLE.verdict(acte, candidature, a))
    saisie = SAISIES if transition.saisie else {}
    if autre:
        saisie = {**saisie, "dans": autre}
    return par, CYCLE.avancer(acte, candidature, par=par, **saisie)


@pytest.mark.parametrize("acte", sorted(LETTRES))
def test_chaque_lettre_part_aux_bonnes_personnes_et_mene_au_dossier(
    prete, acte, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        par, candidature = jouer(prete, acte)

    lettres = LettreSortante.objects.filter(modele=LETTRES[acte].slug)
    assert lettres
    assert par.email not in {lettre.destinataire for lettre in lettres}
    assert prete.etranger.email not in {lettre.destinataire for lettre in lettres}
    for lettre in lettres:
        assert candidature.get_absolute_url() in lettre.texte
        assert "contenu est fictif" in lettre.texte
        assert lettre.fil == candidature.fil
        assert "&#x27;" not in lettre.texte


def test_le_motif_d_un_refus_est_dans_la_lettre(prete, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        jouer(prete, "declarer_non_eligible")
    lettre = LettreSortante.objects.get(destinataire=prete.pilote.email)
    assert "Une raison fictive." in lettre.texte
    assert lettre.sujet == f"Décision sur votre candidature : {prete.candidature}"


def test_la_dgaln_est_prevenue_d_un_signalement(prete, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        jouer(prete, "signaler")
    assert [m.to for m in mailoutbox] == [[prete.dgaln.email]]


def test_un_acte_sans_lettre_n_ecrit_a_personne(prete, django_capture_on_commit_callbacks, mailoutbox):
    assert "reprendre_la_redaction" not in LETTRES
    with django_capture_on_commit_callbacks(execute=True):
        jouer(prete, "reprendre_la_redaction")
    assert relire(prete.candidature).etat == Etat.REDACTION
    assert mailoutbox == []
