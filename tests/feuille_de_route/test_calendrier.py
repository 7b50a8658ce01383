"""Une date déplacée déplace ce qui l'attend, après l'avoir montré ; une boucle se refuse."""

import itertools
from datetime import date, timedelta
from graphlib import CycleError

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.calcul import ActionDatee, conflits_de_dates, decalages
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction
from etabli.etape5_feuille_de_route.models import Action, EtapeDAction
from etabli.socle.models import Fait
from tests.fabriques.feuille_de_route import feuille_et_agents

JOUR = date(2027, 1, 1)


@st.composite
def calendriers(draw):
    """Des actions datées ; chacune ne dépend que de précédentes : jamais de boucle."""
    nb = draw(st.integers(2, 9))
    actions_ = []
    for cle in range(nb):
        debut = JOUR + timedelta(draw(st.integers(0, 400)))
        fin = draw(st.none() | st.integers(0, 200).map(lambda n, d=debut: d + timedelta(n)))
        requises = draw(st.sets(st.integers(0, cle - 1), max_size=3)) if cle else set()
        est_datee = draw(st.integers(0, 5)) > 0
        actions_.append(
            ActionDatee(cle, "", debut if est_datee else None, fin if est_datee else None, tuple(requises))
        )
    return actions_


def appliquer(actions_, cle, debut, fin):
    glissees = {d.cle: d for d in decalages(actions_, cle, debut, fin)}
    neuves = []
    for a in actions_:
        dates = (a.debut_le, a.fin_le)
        if a.cle == cle:
            dates = (debut, fin)
        elif a.cle in glissees:
            dates = (glissees[a.cle].debut_apres, glissees[a.cle].fin_apres)
        neuves.append(ActionDatee(a.cle, "", *dates, a.depend_de))
    return neuves, glissees


@given(calendriers(), st.integers(-200, 600), st.integers(0, 300))
def test_apres_un_decalage_rien_de_ce_qui_a_bouge_n_est_attendu_trop_tot(actions_, depart, duree):
    debut = JOUR + timedelta(depart)
    fin = debut + timedelta(duree)
    neuves, glissees = appliquer(actions_, 0, debut, fin)

    bougees = {0, *glissees}
    assert not [a.cle for a, requise in conflits_de_dates(neuves) if requise.cle in bougees and a.cle != 0]
    # Recommencer ne décale plus rien : tout ce qu'il fallait l'a été.
    assert decalages(neuves, 0, debut, fin) == []


@given(calendriers(), st.integers(0, 600))
def test_un_decalage_ne_recule_jamais_et_garde_les_durees(actions_, depart):
    debut = JOUR + timedelta(depart)
    par_cle = {a.cle: a for a in actions_}
    for d in decalages(actions_, 0, debut, debut + timedelta(30)):
        assert d.jours > 0
        assert d.debut_apres - d.debut_avant == timedelta(d.jours)
        assert d.fin_avant == par_cle[d.cle].fin_le
        assert d.fin_apres == (d.fin_avant and d.fin_avant + timedelta(d.jours))
        assert d.cause in par_cle[d.cle].depend_de


def test_une_action_glisse_jusqu_a_la_plus_tardive_de_ses_attentes():
    a = ActionDatee(1, "", JOUR, JOUR + timedelta(10))
    b = ActionDatee(2, "", JOUR + timedelta(10), JOUR + timedelta(20), (1,))
    c = ActionDatee(3, "", JOUR + timedelta(20), JOUR + timedelta(25), (1, 2))

    glissees = decalages([c, b, a], 1, JOUR, JOUR + timedelta(15))

    assert [(d.cle, d.cause, d.jours) for d in glissees] == [(2, 1, 5), (3, 2, 5)]


def test_finir_plus_tot_n_avance_personne():
    a = ActionDatee(1, "", JOUR, JOUR + timedelta(10))
    b = ActionDatee(2, "", JOUR + timedelta(10), None, (1,))

    assert decalages([a, b], 1, JOUR, JOUR + timedelta(2)) == []


def test_une_boucle_ne_se_calcule_pas():
    with pytest.raises(CycleError):
        decalages([ActionDatee(1, "", JOUR, JOUR, (2,)), ActionDatee(2, "", JOUR, JOUR, (1,))], 1, JOUR, JOUR)


# --- Les actions et la page ---


@pytest.fixture
def lieu(db):
    return feuille_et_agents()


@pytest.fixture
def chaine(lieu):
    """Trois actions à la suite : 1, puis 2, puis 3."""
    suite = [
        lieu.action(numero=n, debut_le=JOUR + timedelta(30 * (n - 1)), fin_le=JOUR + timedelta(30 * n))
        for n in (1, 2, 3)
    ]
    for avant, apres in itertools.pairwise(suite):
        apres.depend_de.add(avant)
    return suite


def dates_de(*suite):
    return [
        ((a.debut_le - JOUR).days, (a.fin_le - JOUR).days)
        for a in Action.objects.filter(pk__in=[x.pk for x in suite])
    ]


def test_deplacer_une_action_decale_ce_qui_l_attend_et_ses_etapes(lieu, chaine):
    etape = EtapeDAction.objects.create(action=chaine[2], libelle="Étude", prevue_le=JOUR)
    faite = EtapeDAction.objects.create(action=chaine[2], libelle="Vote", prevue_le=JOUR, faite_le=JOUR)

    suites = actions.deplacer_une_action(chaine[0], JOUR, JOUR + timedelta(40), par=lieu.equipe)

    assert [c.action.numero for c in suites] == [2, 3]
    assert dates_de(*chaine) == [(0, 40), (40, 70), (70, 100)]
    etape.refresh_from_db()
    faite.refresh_from_db()
    assert (etape.prevue_le, faite.prevue_le) == (JOUR + timedelta(10), JOUR)
    fait = Fait.objects.filter(acte="deplacer_une_action", sujet_id=chaine[2].pk).get()
    assert fait.donnees["motif"] == "Attend la fin de l'action 2."


def test_on_peut_ne_deplacer_qu_elle(lieu, chaine):
    actions.deplacer_une_action(chaine[0], JOUR, JOUR + timedelta(40), entraine=False, par=lieu.equipe)

    assert dates_de(*chaine) == [(0, 40), (30, 60), (60, 90)]


def test_une_action_realisee_ne_glisse_plus(lieu, chaine):
    Action.objects.filter(pk=chaine[1].pk).update(statut=StatutAction.REALISEE)

    actions.deplacer_une_action(chaine[0], JOUR, JOUR + timedelta(40), par=lieu.equipe)

    assert dates_de(*chaine) == [(0, 40), (30, 60), (60, 90)]


def test_une_feuille_adoptee_demande_pourquoi(lieu, chaine):
    lieu.feuille.etat = Etat.ADOPTEE
    lieu.feuille.save()

    with pytest.raises(ValidationError, match="dites pourquoi"):
        actions.deplacer_une_action(chaine[0], JOUR, JOUR, par=lieu.equipe)
    actions.deplacer_une_action(chaine[0], JOUR, JOUR, motif="Le permis tarde", par=lieu.equipe)


@pytest.fixture
def envoyer(client, lieu):
    def _envoyer(nom="deplacer_une_action", par=None, **donnees):
        client.force_login(par or lieu.equipe)
        return client.post(reverse(f"feuille_de_route:{nom}", args=[lieu.dossier.pk, 1]), donnees)

    return _envoyer


def test_la_page_montre_avant_d_ecrire(envoyer, chaine):
    montree = envoyer(debut_le="2027-01-01", fin_le="2027-02-10")

    assert montree.status_code == 200
    assert "Déplacer et décaler ces 2 actions" in montree.content.decode()
    assert dates_de(*chaine) == [(0, 30), (30, 60), (60, 90)]

    ecrite = envoyer(
        debut_le="2027-01-01", fin_le="2027-02-10", choix="toutes", apercu=montree.context["apercu"]
    )

    assert ecrite.status_code == 302
    assert dates_de(*chaine) == [(0, 40), (40, 70), (70, 100)]


def test_une_date_changee_apres_l_apercu_en_demande_un_nouveau(envoyer, chaine):
    montree = envoyer(debut_le="2027-01-01", fin_le="2027-02-10")

    autre = envoyer(
        debut_le="2027-01-01", fin_le="2027-05-10", choix="toutes", apercu=montree.context["apercu"]
    )

    assert autre.status_code == 200
    assert dates_de(*chaine) == [(0, 30), (30, 60), (60, 90)]


def test_une_date_sans_consequence_s_ecrit_tout_de_suite(envoyer, chaine):
    assert envoyer(debut_le="2027-01-01", fin_le="2027-01-15").status_code == 302
    assert dates_de(chaine[0]) == [(0, 14)]


def test_des_dates_a_l_envers_reviennent_en_422(envoyer, chaine):
    reponse = envoyer(debut_le="2027-02-01", fin_le="2027-01-01")

    assert reponse.status_code == 422
    assert "La fin précède le début" in reponse.content.decode()


def test_une_version_lue_trop_tot_n_ecrase_rien(envoyer, lieu, chaine):
    reponse = envoyer(debut_le="2027-01-01", fin_le="2027-01-15", version="2020-01-01T00:00:00+00:00")

    assert reponse.status_code == 409
    assert dates_de(chaine[0]) == [(0, 30)]


def test_qui_ne_tient_pas_la_feuille_ne_deplace_rien(envoyer, lieu, chaine):
    assert envoyer(par=lieu.lecteur, debut_le="2027-01-01", fin_le="2027-01-15").status_code == 403
