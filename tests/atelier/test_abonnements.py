"""Ce que le marché déclenche, ce que le dossier apprend, ce que l'on écrit à qui."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from etabli.dossier.enums import Etape, Role
from etabli.dossier.lecture import dates_de
from etabli.dossier.models import Dossier
from etabli.dossier.volets import volets
from etabli.etape2_marche.models import Marche
from etabli.etape3_atelier.abonnements import attentes, dates, resumes
from etabli.etape3_atelier.actions import deplacer_un_jalon
from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.workflow import CYCLE
from etabli.socle.cycle import acte_accompli
from etabli.socle.memoire import lecture_commune
from etabli.socle.models import LettreSortante
from tests.fabriques.annuaire import GroupementFactory, OrganisationFactory
from tests.fabriques.atelier import AtelierFactory, atelier_et_agents, marche_notifie
from tests.fabriques.dossier import dossier_et_agents

pytestmark = pytest.mark.django_db
LANCE_LE = date(2026, 1, 12)


def notifier(marche, par, acte="notifier"):
    acte_accompli.send(sender=Marche, acte=acte, objet=marche, par=par, donnees={})


def test_le_marche_notifie_ouvre_l_atelier_et_fait_entrer_l_equipe():
    ensemble = dossier_et_agents()
    mandataire, paysagiste = OrganisationFactory(entreprise=True), OrganisationFactory(entreprise=True)
    groupement = GroupementFactory(mandataire=mandataire, cotraitants=[paysagiste])
    partie = OrganisationFactory(entreprise=True)
    groupement.membres.create(organisation=partie, jusqu_au=localdate() - timedelta(days=1))
    marche = marche_notifie(ensemble.dossier, groupement)

    for _ in range(2):  # rejouer ne double rien
        notifier(marche, ensemble.pilote)

    atelier = Atelier.objects.get()
    dossier = Dossier.objects.get(pk=ensemble.dossier.pk)
    assert (atelier.equipe, atelier.marche, atelier.etat) == (groupement, marche, Etat.PREPARATION)
    assert dossier.etape == Etape.ATELIER
    assert {mandataire, paysagiste} < set(dossier.organisations(Role.EQUIPE))
    assert partie not in dossier.organisations(*Role)


def test_un_autre_acte_du_marche_n_ouvre_rien():
    ensemble = dossier_et_agents()

    notifier(marche_notifie(ensemble.dossier), ensemble.pilote, acte="solder")

    assert not Atelier.objects.exists()


def test_le_volet_de_l_atelier_est_inscrit():
    assert Etape.ATELIER in [volet.etape for volet in volets()]


def test_le_resume_dit_l_etat_et_la_prochaine_phase():
    ensemble = atelier_et_agents(lance_le=localdate())

    resume = resumes([ensemble.atelier.dossier], ensemble.pilote)[ensemble.atelier.dossier_id]

    assert resume.libelle == "En cours"
    assert resume.detail.startswith("Réunion de cadrage, du ")


@pytest.mark.parametrize(
    ("etat", "lance_le", "attendu"),
    [
        (Etat.PREPARATION, None, "Lancer l'atelier : réunion de cadrage et calendrier"),
        (Etat.EN_COURS, date(2024, 1, 8), "Passer à la production des livrables"),
        (Etat.PRODUCTION, date(2024, 1, 8), "Déclarer l'atelier achevé"),
        (Etat.ACHEVE, date(2024, 1, 8), None),
        (Etat.INTERROMPU, date(2024, 1, 8), None),
    ],
)
def test_ce_que_la_procedure_attend_du_pilote(etat, lance_le, attendu):
    ensemble = atelier_et_agents(etat=etat, lance_le=lance_le)

    miennes = attentes([ensemble.atelier.dossier], ensemble.pilote)
    vues_d_ailleurs = attentes([ensemble.atelier.dossier], ensemble.coporteur)

    assert [a.libelle for a in miennes] == ([attendu] if attendu else [])
    assert [a.de_qui for a in miennes] == ([""] if attendu else [])
    pilote = str(ensemble.pilote.organisation_principale)
    assert [a.de_qui for a in vues_d_ailleurs] == ([pilote] if attendu else [])


def test_un_atelier_lance_ce_jour_n_attend_rien():
    ensemble = atelier_et_agents(lance_le=localdate())

    assert attentes([ensemble.atelier.dossier], ensemble.pilote) == []


def test_les_dates_de_l_atelier_sont_ses_phases():
    ensemble = atelier_et_agents(lance_le=LANCE_LE)

    du_dossier = dates([ensemble.atelier.dossier])[ensemble.atelier.dossier_id]

    jalons = list(ensemble.atelier.jalons.all())
    assert [(d.libelle, d.debut_le, d.fin_le, d.cle) for d in du_dossier] == [
        (j.nom, j.debut_le, j.fin_le, f"jalon-{j.pk}") for j in jalons
    ]


def test_un_atelier_interrompu_ne_promet_plus_de_date():
    ensemble = atelier_et_agents(lance_le=LANCE_LE, etat=Etat.INTERROMPU)

    assert {d.est_annulee for d in dates([ensemble.atelier.dossier])[ensemble.atelier.dossier_id]} == {True}
    assert not [d for d in dates_de([ensemble.atelier.dossier]) if d.date.cle.startswith("jalon-")]


@pytest.mark.parametrize("nb", [1, 3])
def test_le_volet_coute_autant_pour_un_dossier_que_pour_trois(nb, django_assert_num_queries):
    agent = dossier_et_agents().dgaln
    ateliers = [AtelierFactory(lance_le=date(2024, 1, 8)) for _ in range(nb)]
    dossiers = list(Dossier.objects.for_list().filter(atelier__in=ateliers))
    assert agent.organisations_ids  # lues une fois par page

    with django_assert_num_queries(2):
        assert len(resumes(dossiers, agent)) == nb
    with django_assert_num_queries(3):
        assert len(attentes(dossiers, agent)) == nb
    with django_assert_num_queries(3):
        assert len(dates(dossiers)) == nb
    with django_assert_num_queries(4), lecture_commune():  # ateliers, calendriers, tâches, réunions
        assert resumes(dossiers, agent).keys() == dates(dossiers).keys()
        assert len(attentes(dossiers, agent)) == nb


def lettres():
    return {lettre.destinataire: lettre for lettre in LettreSortante.objects.order_by("pk")}


def test_le_calendrier_publie_s_ecrit_a_ceux_qui_travaillent(django_capture_on_commit_callbacks):
    ensemble = atelier_et_agents()

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("lancer", ensemble.atelier, par=ensemble.pilote, lance_le=LANCE_LE)

    recues = lettres()
    au_travail = (ensemble.pilote, ensemble.copilote, ensemble.coporteur, ensemble.equipe)
    assert set(recues) == {agent.email for agent in au_travail}
    texte = recues[ensemble.equipe.email].texte
    assert "Session n° 1 : diagnostic et enjeux : du " in texte
    assert f"/dossiers/{ensemble.atelier.dossier_id}/atelier/" in texte


def test_un_changement_de_date_s_ecrit_avec_l_avant_et_l_apres(django_capture_on_commit_callbacks):
    ensemble = atelier_et_agents(lance_le=LANCE_LE)
    session = ensemble.atelier.sessions[0]
    avant = session.phase.periode

    with django_capture_on_commit_callbacks(execute=True):
        deplacer_un_jalon(
            session, date(2026, 3, 17), date(2026, 3, 18), motif="Salle prise.", par=ensemble.equipe
        )

    lettre = lettres()[ensemble.coporteur.email]
    assert lettre.sujet == f"{ensemble.atelier} : le calendrier change"
    assert f"avant : {avant}" in lettre.texte
    assert "maintenant : du 17 au 18" in lettre.texte
    assert "Salle prise." in lettre.texte


def test_l_interruption_s_ecrit_avec_son_motif(django_capture_on_commit_callbacks):
    ensemble = atelier_et_agents(lance_le=LANCE_LE)

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("interrompre", ensemble.atelier, par=ensemble.pilote, motif="Élections municipales.")

    assert "Élections municipales." in lettres()[ensemble.equipe.email].texte
