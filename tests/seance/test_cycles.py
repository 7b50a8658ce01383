"""Les deux cycles : chaque état croisé avec chaque acte et chaque rôle."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from etabli.etape4_seance.enums import Etat, EtatActivite, TypeActivite, VueDEcran
from etabli.etape4_seance.models import Activite, Seance
from etabli.etape4_seance.workflow import CYCLE, CYCLE_DE_L_ACTIVITE
from etabli.socle.models import Fait
from tests.fabriques.seance import ActiviteFactory, SeanceFactory, seance_et_agents, un_vote

pytestmark = pytest.mark.django_db

POSSIBLES = {
    (Etat.PREPARATION, "ouvrir"),
    (Etat.OUVERTE, "clore"),
    (Etat.CLOSE, "diffuser_le_compte_rendu"),
    (Etat.CLOSE, "rouvrir"),
}
POSSIBLES_DE_L_ACTIVITE = {
    (EtatActivite.PREPAREE, "ouvrir_l_activite"),
    (EtatActivite.OUVERTE, "clore_l_activite"),
    (EtatActivite.CLOSE, "rouvrir_l_activite"),
}
ANIMATEURS = {"equipe", "pilote"}


@pytest.mark.parametrize("acte", sorted(CYCLE.par_nom))
@pytest.mark.parametrize("etat", list(Etat))
def test_toute_la_table_de_la_seance_et_rien_que_la_table(etat, acte):
    lieu = seance_et_agents(etat=etat, compte_rendu="<p>Fait.</p>")
    ActiviteFactory(seance=lieu.seance)

    permis = {nom for nom, agent in lieu.par_role().items() if CYCLE.verdict(acte, lieu.seance, agent)}

    assert permis == (ANIMATEURS if (etat, acte) in POSSIBLES else set())


@pytest.mark.parametrize("acte", sorted(CYCLE_DE_L_ACTIVITE.par_nom))
@pytest.mark.parametrize("etat", list(EtatActivite))
def test_toute_la_table_de_l_activite_et_rien_que_la_table(etat, acte):
    lieu = seance_et_agents(ouverte=True)
    activite = ActiviteFactory(seance=lieu.seance, etat=etat)

    permis = {
        nom for nom, agent in lieu.par_role().items() if CYCLE_DE_L_ACTIVITE.verdict(acte, activite, agent)
    }

    assert permis == (ANIMATEURS if (etat, acte) in POSSIBLES_DE_L_ACTIVITE else set())


def test_on_n_ouvre_pas_une_seance_sans_activite():
    lieu = seance_et_agents()

    with pytest.raises(PermissionDenied, match="Préparez au moins une activité"):
        CYCLE.avancer("ouvrir", lieu.seance, par=lieu.equipe)

    assert Seance.objects.get().etat == Etat.PREPARATION


def test_on_ne_clot_pas_une_seance_dont_une_activite_est_ouverte():
    lieu = seance_et_agents(ouverte=True)
    ActiviteFactory(seance=lieu.seance, ouverte=True, titre="Nos atouts")

    with pytest.raises(PermissionDenied, match="«\u00a0Nos atouts\u00a0» est encore ouverte"):
        CYCLE.avancer("clore", lieu.seance, par=lieu.pilote)


def test_on_n_ouvre_pas_une_activite_avant_la_seance():
    lieu = seance_et_agents()
    activite = ActiviteFactory(seance=lieu.seance)

    with pytest.raises(PermissionDenied, match="Ouvrez d'abord la séance"):
        CYCLE_DE_L_ACTIVITE.avancer("ouvrir_l_activite", activite, par=lieu.equipe)


def test_on_ne_diffuse_pas_un_compte_rendu_vide():
    lieu = seance_et_agents(close=True)

    with pytest.raises(PermissionDenied, match="Rédigez le compte rendu"):
        CYCLE.avancer("diffuser_le_compte_rendu", lieu.seance, par=lieu.pilote)


def test_ouvrir_une_activite_la_met_a_l_ecran_et_previent_tous_les_ecrans():
    lieu = seance_et_agents(ouverte=True)
    vote, _ = un_vote(lieu.seance, etat=EtatActivite.PREPAREE)

    CYCLE_DE_L_ACTIVITE.avancer("ouvrir_l_activite", vote, par=lieu.equipe)

    seance = Seance.objects.get()
    assert (seance.projetee, seance.vue_de_l_ecran) == (vote, VueDEcran.CLASSEMENT)
    assert seance.revision == lieu.seance.revision + 1


def test_chaque_acte_laisse_un_fait_au_fil_du_dossier():
    lieu = seance_et_agents()
    activite = ActiviteFactory(seance=lieu.seance)

    CYCLE.avancer("ouvrir", lieu.seance, par=lieu.equipe)
    CYCLE_DE_L_ACTIVITE.avancer("ouvrir_l_activite", activite, par=lieu.equipe)

    faits = Fait.objects.du_fil(lieu.dossier.fil).order_by("numero")
    assert [(f.phrase, f.par) for f in faits] == [
        ("a ouvert la séance", lieu.equipe),
        ("a ouvert une activité", lieu.equipe),
    ]


def test_la_base_refuse_un_vote_qui_ne_porte_sur_rien():
    with pytest.raises(IntegrityError), transaction.atomic():
        ActiviteFactory(type=TypeActivite.GOMMETTES, porte_sur=None)


def test_supprimer_une_seance_emporte_ce_qu_elle_contient():
    seance = SeanceFactory(ouverte=True)
    un_vote(seance)

    seance.delete()

    assert not Activite.objects.exists()
