"""Tout état, tout acte, tout rôle : ce que le cycle d'un livrable permet, et à qui."""

import pytest
from django.core.exceptions import PermissionDenied

from etabli.etape6_restitution import actions, tasks
from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.models import Livrable
from etabli.etape6_restitution.workflow import CYCLE
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.restitution import livrable_et_agents, une_version_prete

pytestmark = pytest.mark.django_db

ROLES = ("dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur", "etranger")
PILOTES = {"pilote", "copilote"}
PERMIS = {
    Etat.ATTENDU: {"soumettre": (Etat.SOUMIS, {"equipe", "pilote"})},
    Etat.A_CORRIGER: {"soumettre": (Etat.SOUMIS, {"equipe", "pilote"})},
    Etat.SOUMIS: {
        "demander_des_corrections": (Etat.A_CORRIGER, PILOTES),
        "accepter": (Etat.ACCEPTE, PILOTES),
    },
    Etat.ACCEPTE: {"publier": (Etat.PUBLIE, {"pilote", "dgaln"}), "rouvrir": (Etat.A_CORRIGER, PILOTES)},
    Etat.PUBLIE: {"rouvrir": (Etat.A_CORRIGER, PILOTES)},
}


@pytest.mark.parametrize("etat", list(Etat))
@pytest.mark.parametrize("acte", list(CYCLE.par_nom))
def test_chaque_acte_de_chaque_etat_est_a_ceux_qui_le_tiennent(etat, acte):
    ensemble = livrable_et_agents(etat=etat)
    vers, permis = PERMIS[etat].get(acte, (None, set()))

    ouverts = {r for r in ROLES if CYCLE.verdict(acte, ensemble.livrable, ensemble.agent(r))}

    assert ouverts == permis
    for role in ROLES:
        livrable = Livrable.objects.get(pk=ensemble.livrable.pk)
        if role in permis:
            continue
        with pytest.raises(PermissionDenied, match=r"\w"):
            CYCLE.avancer(acte, livrable, par=ensemble.agent(role), motif="Essai")
    if permis:
        par = ensemble.agent(sorted(permis)[0])
        assert CYCLE.avancer(acte, ensemble.livrable, par=par, motif="Essai").etat == vers


def test_un_livrable_ne_s_accepte_pas_tant_qu_une_remarque_reste_a_lever():
    ensemble = livrable_et_agents(etat=Etat.SOUMIS)
    remarque = actions.observer(ensemble.livrable, "Citer la source.", par=ensemble.pilote)

    verdict = CYCLE.verdict(
        "accepter", Livrable.objects.get(pk=ensemble.livrable.pk), ensemble.agent("pilote")
    )

    assert "1 remarque reste à lever" in verdict.motif
    actions.lever_l_observation(remarque, par=ensemble.equipe)
    relu = Livrable.objects.get(pk=ensemble.livrable.pk)
    assert CYCLE.verdict("accepter", relu, ensemble.agent("pilote"))


def test_on_ne_publie_pas_une_version_dont_les_fichiers_ne_sont_pas_ecrits():
    ensemble = livrable_et_agents(etat=Etat.ACCEPTE)
    actions.geler(ensemble.livrable, par=ensemble.pilote)

    relu = Livrable.objects.get(pk=ensemble.livrable.pk)

    assert "en cours d'écriture" in CYCLE.verdict("publier", relu, ensemble.agent("pilote")).motif


def test_les_dates_et_le_motif_suivent_les_actes():
    ensemble = livrable_et_agents()
    livrable = CYCLE.avancer("soumettre", ensemble.livrable, par=ensemble.equipe)
    assert livrable.soumis_le

    livrable = CYCLE.avancer("demander_des_corrections", livrable, par=ensemble.pilote, motif="  Revoir. ")

    assert (livrable.etat, livrable.motif) == (Etat.A_CORRIGER, "Revoir.")
    phrases = list(Fait.objects.sur(livrable).values_list("phrase", flat=True))
    assert "a demandé des corrections sur un livrable" in phrases


def test_rouvrir_garde_au_public_la_version_deja_publiee():
    ensemble = livrable_et_agents(etat=Etat.ACCEPTE)
    livrable = CYCLE.avancer("publier", ensemble.livrable, par=ensemble.pilote)
    assert livrable.derniere_version.publiee_le == livrable.publie_le

    CYCLE.avancer("rouvrir", livrable, par=ensemble.agent("pilote"), motif="Une coquille")
    une_version_prete(livrable, ensemble.pilote)

    publiees = [v.numero for v in livrable.versions.publiques()]
    assert publiees == [1]


def test_chaque_acte_ecrit_a_ceux_qui_attendent(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks, "ecrire_la_version", lambda *_, **__: "/")
    ensemble = livrable_et_agents()
    lettres = LettreSortante.objects.values_list("modele", "destinataire")

    with django_capture_on_commit_callbacks(execute=True):
        livrable = CYCLE.avancer("soumettre", ensemble.livrable, par=ensemble.equipe)
    assert set(lettres) == {
        ("livrable-soumettre", ensemble.pilote.email),
        ("livrable-soumettre", ensemble.copilote.email),
    }

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("demander_des_corrections", livrable, par=ensemble.pilote, motif="Citer les sources")
    corrections = LettreSortante.objects.get(modele="livrable-demander_des_corrections")
    assert corrections.destinataire == ensemble.equipe.email
    assert "Citer les sources" in corrections.texte
    assert livrable.get_absolute_url() in corrections.texte
