"""Ce que la candidature tient fermé du dossier, et ce qui la tient fermée elle-même."""

import pytest
from django.urls import reverse

from etabli.dossier.actions import passer_a
from etabli.dossier.enums import Etape
from etabli.dossier.permissions import peut_changer_le_perimetre
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.workflow import CYCLE
from etabli.etape2_marche.actions import ouvrir_le_marche
from etabli.etape2_marche.workflow import CYCLE as CYCLE_DU_MARCHE
from etabli.socle.models import Fait
from tests.fabriques.candidature import VersionDeNoteFactory, candidature_et_agents, relire
from tests.fabriques.marche import CadreFactory

pytestmark = pytest.mark.django_db
# Où le périmètre se retrace, écrit à la main ; ailleurs la phrase dit quoi faire.
LIBRES = {
    Etat.OUVERTE,
    Etat.SIGNALEE,
    Etat.SANS_SUITE,
    Etat.REDACTION,
    Etat.COMPLEMENT,
    Etat.NON_ELIGIBLE,
    Etat.RETENUE,
    Etat.RETIREE,
    Etat.REUNIE,
}


@pytest.fixture
def places():
    return candidature_et_agents(complete=True)


@pytest.mark.parametrize("etat", list(Etat))
def test_une_note_figee_ou_deposee_tient_le_perimetre(places, etat):
    Candidature.objects.update(etat=etat)
    for agent in (places.pilote, places.coporteur, places.dgaln):
        assert bool(peut_changer_le_perimetre(agent, places.candidature.dossier)) == (etat in LIBRES)


def test_le_refus_dit_quoi_faire_sur_la_page_et_a_qui_passe_outre(client, places):
    dossier = places.candidature.dossier
    client.force_login(places.pilote)
    localisation = reverse("candidature:rubrique", args=[dossier.pk, "localisation"])
    for etat, phrase in (
        (Etat.FIGEE, "le pilote doit d'abord en reprendre la rédaction"),
        (Etat.DEPOSEE, "quand la DGALN demande un complément"),
    ):
        Candidature.objects.update(etat=etat)
        page = client.get(localisation).content.decode()
        assert phrase in page.replace("&#x27;", "'")
        assert "Retracer le périmètre" not in page
        refus = client.post(reverse("dossier:perimetre", args=[dossier.pk]), {"communes": "14118"})
        assert refus.status_code == 403
        assert phrase in refus.content.decode().replace("&#x27;", "'")


@pytest.fixture
def au_marche(places):
    """La candidature est retenue, son marché ouvert."""
    CadreFactory()
    VersionDeNoteFactory(candidature=places.candidature, figee_par=places.pilote)
    Candidature.objects.update(etat=Etat.RETENUE, cohorte=2026)
    dossier = passer_a(relire(places.candidature).dossier, Etape.MARCHE, par=places.dgaln)
    ouvrir_le_marche(dossier, par=places.dgaln)
    return places


def _retirer(places):
    return CYCLE.avancer(
        "retirer", relire(places.candidature), par=places.pilote, motif="Le conseil a changé d'avis."
    )


def test_retiree_apres_avoir_ete_retenue_elle_attend_que_son_marche_soit_clos(client, au_marche):
    candidature = _retirer(au_marche)
    verdict = CYCLE.verdict("rouvrir", candidature, au_marche.coporteur)
    assert verdict.motif.endswith("doit d'abord le déclarer sans suite.")
    client.force_login(au_marche.pilote)
    fiche = client.get(reverse("dossier:detail", args=[candidature.dossier_id])).content.decode()
    assert "Déclarer le marché sans suite : la candidature est retirée" in fiche


def test_rouverte_elle_ramene_le_dossier_a_l_etape_candidature(au_marche):
    candidature = _retirer(au_marche)
    marche = candidature.dossier.marches.get()
    CYCLE_DU_MARCHE.avancer("declarer_sans_suite", marche, par=au_marche.pilote, motif="Candidature retirée.")

    candidature = CYCLE.avancer("rouvrir", relire(candidature), par=au_marche.coporteur)

    dossier = relire(candidature).dossier
    assert (candidature.etat, dossier.etape) == (Etat.OUVERTE, Etape.CANDIDATURE)
    assert candidature.cohorte is None
    fait = Fait.objects.du_fil(candidature.fil).get(phrase__startswith="a ramené le dossier")
    assert (fait.par, fait.donnees) == (au_marche.coporteur, {"de": "marche", "vers": "candidature"})
    assert peut_changer_le_perimetre(au_marche.pilote, dossier)
    # Le temps passé par étape se compte depuis ce retour.
    assert [s.etape for s in dossier.sejours.all()] == ["candidature", "marche"]
    assert dossier.etape == "candidature"


def test_retenue_de_nouveau_elle_a_un_nouveau_marche(au_marche):
    candidature = _retirer(au_marche)
    ancien = candidature.dossier.marches.get()
    CYCLE_DU_MARCHE.avancer("declarer_sans_suite", ancien, par=au_marche.pilote, motif="Candidature retirée.")
    CYCLE.avancer("rouvrir", relire(candidature), par=au_marche.pilote)
    nouvelle = VersionDeNoteFactory(candidature=candidature, figee_par=au_marche.pilote)
    neuf = ouvrir_le_marche(relire(candidature).dossier, par=au_marche.dgaln)
    assert neuf != ancien
    assert neuf.cahier_des_clauses == nouvelle
