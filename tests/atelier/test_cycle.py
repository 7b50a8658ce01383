"""Tout état, tout acte, tout rôle : ce que le cycle permet, et à qui."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate

from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.workflow import CYCLE, actes_proposes
from etabli.socle.cycle import acte_accompli
from etabli.socle.models import Fait
from tests.fabriques.atelier import AtelierFactory, atelier_et_agents

pytestmark = pytest.mark.django_db

ROLES = ("dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur", "etranger")
LANCE_LE = date(2025, 1, 6)
DONNEES = {"lancer": {"lance_le": LANCE_LE}, "achever": {"acheve_le": date(2025, 12, 1)}}
# Ce que chaque état permet au seul pilote, tous les autres étant refusés.
PERMIS = {
    Etat.PREPARATION: {"lancer": Etat.EN_COURS, "interrompre": Etat.INTERROMPU},
    Etat.EN_COURS: {"passer_en_production": Etat.PRODUCTION, "interrompre": Etat.INTERROMPU},
    Etat.PRODUCTION: {"achever": Etat.ACHEVE, "interrompre": Etat.INTERROMPU},
    Etat.ACHEVE: {},
    Etat.INTERROMPU: {"reprendre": Etat.EN_COURS},
}


def a_l_etat(etat):
    return atelier_et_agents(lance_le=None if etat == Etat.PREPARATION else LANCE_LE, etat=etat)


@pytest.mark.parametrize("etat", list(Etat))
@pytest.mark.parametrize("acte", list(CYCLE.par_nom))
def test_chaque_acte_de_chaque_etat_est_au_pilote_ou_a_personne(etat, acte):
    ensemble = a_l_etat(etat)
    attendu = PERMIS[etat].get(acte)

    ouverts = {role for role in ROLES if CYCLE.verdict(acte, ensemble.atelier, getattr(ensemble, role))}

    assert ouverts == ({"pilote"} if attendu else set())
    if attendu:
        atelier = CYCLE.avancer(acte, ensemble.atelier, par=ensemble.pilote, **DONNEES.get(acte, {}))
        assert atelier.etat == attendu
    else:
        with pytest.raises(PermissionDenied, match=r"."):
            CYCLE.avancer(acte, ensemble.atelier, par=ensemble.pilote, **DONNEES.get(acte, {}))


def test_un_atelier_interrompu_avant_son_lancement_reprend_sa_preparation():
    ensemble = atelier_et_agents(etat=Etat.INTERROMPU)

    proposes = {a.transition.nom: bool(a.verdict) for a in actes_proposes(ensemble.atelier, ensemble.pilote)}

    assert proposes == {"reprendre_la_preparation": True}
    atelier = CYCLE.avancer("reprendre_la_preparation", ensemble.atelier, par=ensemble.pilote)
    assert atelier.etat == Etat.PREPARATION


def test_un_format_sans_deroule_ne_se_lance_pas():
    ensemble = atelier_et_agents()
    ensemble.atelier.dossier.format.phases.all().delete()

    verdict = CYCLE.verdict("lancer", ensemble.atelier, ensemble.pilote)

    assert "déroulé type" in verdict.motif


def test_un_deroule_impossible_se_dit_sans_rien_ecrire():
    ensemble = atelier_et_agents()
    ensemble.atelier.dossier.format.phases.filter(session=1).update(duree_jours=6)

    with pytest.raises(ValidationError, match="La DGALN doit corriger"):
        CYCLE.avancer("lancer", ensemble.atelier, par=ensemble.pilote, lance_le=LANCE_LE)

    ensemble.atelier.refresh_from_db()
    assert (ensemble.atelier.etat, ensemble.atelier.lance_le) == (Etat.PREPARATION, None)


def test_la_production_attend_la_derniere_session():
    ensemble = atelier_et_agents(lance_le=localdate())

    verdict = CYCLE.verdict("passer_en_production", ensemble.atelier, ensemble.pilote)

    assert verdict.motif.startswith("La dernière session finit le")


def test_lancer_date_publie_et_sonne(django_capture_on_commit_callbacks):
    ensemble = atelier_et_agents()
    recus = []
    acte_accompli.connect(lambda **faits: recus.append(faits["acte"]), weak=False, dispatch_uid="essai")

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("lancer", ensemble.atelier, par=ensemble.pilote, lance_le=LANCE_LE)
    acte_accompli.disconnect(dispatch_uid="essai")

    ensemble.atelier.refresh_from_db()
    version = ensemble.atelier.versions_du_calendrier.get()
    assert recus == ["lancer"]
    assert ensemble.atelier.lance_le == LANCE_LE
    assert [j.session for j in ensemble.atelier.sessions] == [1, 2, 3]
    assert version.numero == 1
    assert [p.nom for p in version.phases] == [j.nom for j in ensemble.atelier.jalons.all()]
    assert Fait.objects.du_fil(ensemble.atelier.fil).first().phrase == "a lancé l'atelier"


def test_l_interruption_garde_son_motif_et_la_reprise_l_efface():
    ensemble = atelier_et_agents(lance_le=LANCE_LE)

    interrompu = CYCLE.avancer(
        "interrompre", ensemble.atelier, par=ensemble.pilote, motif="Élections municipales."
    )
    repris = CYCLE.avancer("reprendre", interrompu, par=ensemble.pilote)

    assert interrompu.motif == "Élections municipales."
    assert (repris.etat, repris.motif) == (Etat.EN_COURS, "")


def test_un_atelier_ne_s_acheve_ni_avant_son_lancement_ni_demain():
    ensemble = a_l_etat(Etat.PRODUCTION)

    for jour in (date(2025, 1, 5), date(2999, 1, 1)):
        with pytest.raises(ValidationError, match="achev"):
            CYCLE.avancer("achever", ensemble.atelier, par=ensemble.pilote, acheve_le=jour)
    ensemble.atelier.refresh_from_db()
    assert ensemble.atelier.etat == Etat.PRODUCTION


def test_le_public_lit_un_libelle_clair():
    atelier = AtelierFactory.build(etat=Etat.PRODUCTION, dossier=None, equipe=None, marche=None)

    assert CYCLE.libelle_public(atelier) == "Livrables en cours d'écriture"
