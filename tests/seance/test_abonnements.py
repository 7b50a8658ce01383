"""Les séances naissent du calendrier, le suivent, et disent au dossier ce qu'elles attendent."""

from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import localtime, make_aware, now

from etabli.dossier.volets import volets
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.abonnements import attentes, resumes
from etabli.etape4_seance.calcul.codes import LONGUEUR
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.models import Seance
from etabli.socle.cycle import acte_accompli
from tests.fabriques.seance import (
    ActiviteFactory,
    SeanceFactory,
    jalons_de_sessions,
    seance_et_agents,
    un_atelier,
)

pytestmark = pytest.mark.django_db


def sonner(acte, atelier):
    acte_accompli.send(
        sender=Atelier,
        acte=acte,
        objet=atelier,
        par=atelier.dossier.ouvert_par,
        donnees={"version": 2, "motif": ""},
    )


@pytest.fixture
def atelier(monkeypatch):
    """Un atelier, ses trois jalons de session et un calendrier inchangé ; ses lettres ne sont pas notre sujet."""
    monkeypatch.setattr("etabli.etape3_atelier.notifications.LETTRES", {})
    atelier = un_atelier()
    jalons_de_sessions(atelier)
    for numero in (1, 2):
        atelier.versions_du_calendrier.create(
            numero=numero, contenu=[], publiee_par=atelier.dossier.ouvert_par
        )
    return atelier


def test_l_atelier_lance_ses_seances_existent_une_seule_fois(atelier):
    for _ in range(2):
        sonner("lancer", atelier)

    seances = Seance.objects.order_by("numero")
    assert [(s.numero, s.titre, s.lieu) for s in seances] == [
        (n, f"Session {n} fictive", "Salle des fêtes") for n in (1, 2, 3)
    ]
    assert localtime(seances[0].debut).date() == date(2026, 4, 10)
    assert localtime(seances[0].fin).date() == date(2026, 4, 11)


def test_chaque_seance_a_son_code(atelier):
    sonner("lancer", atelier)

    codes = set(Seance.objects.values_list("code", flat=True))
    assert len(codes) == 3
    assert {len(code) for code in codes} == {LONGUEUR}


def test_un_autre_acte_ne_cree_rien(atelier):
    sonner("interrompre", atelier)

    assert not Seance.objects.exists()


def test_une_session_deplacee_garde_ses_heures(atelier):
    sonner("lancer", atelier)
    Seance.objects.filter(numero=2).update(
        debut=make_aware(datetime(2026, 6, 10, 14)), fin=make_aware(datetime(2026, 6, 11, 18, 30))
    )
    atelier.jalons.filter(session=2).update(debut_le=date(2026, 9, 1), fin_le=date(2026, 9, 2))

    sonner("deplacer_un_jalon", atelier)

    deplacee = Seance.objects.get(numero=2)
    assert (localtime(deplacee.debut).isoformat()[:16], localtime(deplacee.fin).isoformat()[:16]) == (
        "2026-09-01T14:00",
        "2026-09-02T18:30",
    )


def test_une_session_deja_tenue_ne_bouge_plus(atelier):
    sonner("lancer", atelier)
    Seance.objects.filter(numero=1).update(etat=Etat.CLOSE)
    atelier.jalons.filter(session=1).update(debut_le=date(2026, 9, 1), fin_le=date(2026, 9, 2))

    sonner("deplacer_un_jalon", atelier)

    assert localtime(Seance.objects.get(numero=1).debut).date() == date(2026, 4, 10)


def test_la_seance_ouverte_l_emporte_sur_la_prochaine_dans_la_frise():
    lieu = seance_et_agents()
    SeanceFactory(atelier=lieu.seance.atelier, numero=2, ouverte=True)

    resume = resumes([lieu.dossier], lieu.pilote)[lieu.dossier.pk]

    assert (resume.libelle, resume.niveau) == ("Session 2 : ouverte", "info")


def test_on_attend_des_activites_avant_la_seance_et_un_compte_rendu_apres():
    lieu = seance_et_agents(debut=now() + timedelta(days=20), fin=now() + timedelta(days=21))
    SeanceFactory(atelier=lieu.seance.atelier, numero=2, close=True)

    attendues = attentes([lieu.dossier], lieu.equipe)

    assert [(a.libelle, a.de_qui) for a in attendues] == [
        ("Préparer les activités de la session 1", ""),
        ("Diffuser le compte rendu de la session 2", ""),
    ]
    assert {a.de_qui for a in attentes([lieu.dossier], lieu.coporteur)} == {"l'équipe projet"}


def test_une_seance_preparee_ou_lointaine_n_attend_rien():
    lieu = seance_et_agents(debut=now() + timedelta(days=200), fin=now() + timedelta(days=201))
    preparee = SeanceFactory(
        atelier=lieu.seance.atelier, numero=2, debut=now() + timedelta(days=2), fin=now() + timedelta(days=3)
    )
    ActiviteFactory(seance=preparee)

    assert attentes([lieu.dossier], lieu.equipe) == []


@pytest.mark.parametrize("nb", [1, 3])
def test_le_volet_coute_le_meme_prix_pour_un_ou_trois_dossiers(nb, django_assert_num_queries):
    lieux = [seance_et_agents() for _ in range(nb)]
    dossiers = [lieu.dossier for lieu in lieux]
    for dossier in dossiers:
        dossier.membres_en_cours()

    with django_assert_num_queries(1):
        assert len(resumes(dossiers, lieux[0].dgaln)) == nb


def test_l_etape_est_inscrite_a_la_frise_du_dossier():
    assert "seances" in {volet.etape.value for volet in volets()}
