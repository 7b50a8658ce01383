"""Le calendrier : ce que la proposition garantit, ce que l'on fait remarquer, ce qui a changé."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape3_atelier.calcul.calendrier import (
    ECART_ENTRE_SESSIONS,
    PhaseDatee,
    PhasePrevue,
    Sujet,
    ajouter_des_mois,
    avertissements,
    differences,
    duree_en_mois,
    est_ouvre,
    proposer_un_calendrier,
)
from etabli.etape3_atelier.calcul.feries import jours_feries
from tests.fabriques.atelier import DEROULE_LOCAL

LOCAL = [
    PhasePrevue(ordre, str(nature), nom, session, semaines, jours)
    for ordre, (nature, nom, session, semaines, jours) in enumerate(DEROULE_LOCAL, 1)
]
[FORMAT_LOCAL] = [
    f
    for f in json.loads((settings.DONNEES / "programme" / "formats.json").read_text(encoding="utf-8"))
    if f["code"] == "local"
]
INSTALLE = [PhasePrevue(ordre=ordre, **phase) for ordre, phase in enumerate(FORMAT_LOCAL["phases"], 1)]
FERIES = {code: jours_feries([code], range(2024, 2038)) for code in ("50", "57", "67", "971", "974", "975")}
lancements = st.dates(date(2024, 1, 1), date(2035, 12, 31))
phases_quelconques = st.lists(
    st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 90)), min_size=1, max_size=12
).map(
    lambda lignes: [
        PhasePrevue(
            ordre,
            "session" if est_session else "approfondissement",
            f"Phase {ordre}",
            ordre if est_session else None,
            semaines,
            min(jours, 5) if est_session else jours,
        )
        for ordre, (est_session, semaines, jours) in enumerate(lignes, 1)
    ]
)


@given(phases_quelconques, lancements, st.sampled_from(sorted(FERIES)))
def test_la_proposition_garde_l_ordre_et_evite_les_jours_chomes(phases, lance_le, departement):
    feries = FERIES[departement]

    proposees = proposer_un_calendrier(phases, lance_le, feries)

    assert [p.ordre for p in proposees] == [p.ordre for p in phases]
    for prevue, phase in zip(phases, proposees, strict=True):
        assert lance_le + timedelta(weeks=prevue.decalage_semaines) <= phase.debut_le <= phase.fin_le
        assert est_ouvre(phase.debut_le, feries)
        assert est_ouvre(phase.fin_le, feries)
        if phase.est_session:
            assert phase.nb_jours == max(1, prevue.duree_jours)
            assert all(est_ouvre(jour, feries) for jour in phase.jours)
    assert all(avant.fin_le < apres.debut_le for avant, apres in pairwise(proposees))
    sessions = [p for p in proposees if p.est_session]
    assert all((b.debut_le - a.fin_le).days > ECART_ENTRE_SESSIONS for a, b in pairwise(sessions))


@pytest.mark.parametrize("deroule", [LOCAL, INSTALLE], ids=["d'essai", "installé avec le programme"])
@given(lance_le=lancements, departement=st.sampled_from(sorted(FERIES)))
def test_le_deroule_local_propose_un_calendrier_sans_reproche(deroule, lance_le, departement):
    feries = FERIES[departement]

    proposees = proposer_un_calendrier(deroule, lance_le, feries)

    assert avertissements(proposees, 10, 15, feries, lance_le=lance_le) == []
    fin = proposees[-1].fin_le
    assert ajouter_des_mois(lance_le, 10) <= fin <= ajouter_des_mois(lance_le, 15)


def test_une_session_de_deux_jours_saute_le_week_end():
    une_session = [PhasePrevue(1, "session", "Session n° 1", 1, 0, 2)]

    [phase] = proposer_un_calendrier(une_session, date(2026, 3, 6), set())  # un vendredi

    assert (phase.debut_le, phase.fin_le) == (date(2026, 3, 9), date(2026, 3, 10))


def test_une_session_de_plus_de_cinq_jours_est_refusee():
    with pytest.raises(ValueError, match="cinq jours"):
        proposer_un_calendrier([PhasePrevue(1, "session", "Trop longue", 1, 0, 6)], date(2026, 3, 2), set())


def phase(ordre, debut, fin, *, session=None, nom=None, lieu=""):
    nature = "session" if session else "approfondissement"
    return PhaseDatee(ordre, nature, nom or f"Phase {ordre}", session, debut, fin, lieu)


def sujets(phases, feries=None, **options):
    return [a.sujet for a in avertissements(phases, 10, 15, feries or {}, **options)]


def test_on_avertit_d_un_calendrier_trop_court_puis_trop_long():
    debut = date(2026, 1, 5)
    a_temps = [phase(1, debut, date(2026, 11, 5))]

    assert sujets(a_temps) == []
    assert sujets([phase(1, debut, date(2026, 11, 4))]) == [Sujet.TROP_COURT]
    assert sujets([phase(1, debut, date(2027, 4, 5))]) == []
    assert sujets([phase(1, debut, date(2027, 4, 6))]) == [Sujet.TROP_LONG]


def test_la_duree_se_compte_depuis_le_lancement():
    tardive = [phase(1, date(2026, 3, 2), date(2026, 11, 5))]

    assert sujets(tardive) == [Sujet.TROP_COURT]
    assert sujets(tardive, lance_le=date(2026, 1, 5)) == []


def test_une_session_un_jour_ferie_ou_un_samedi_se_remarque():
    feries = {date(2026, 5, 8): "Fête de la Victoire"}
    longue = phase(1, date(2026, 1, 5), date(2027, 1, 5))

    avis = avertissements(
        [longue, phase(2, date(2027, 1, 7), date(2027, 1, 9), session=1)], None, None, feries
    )
    ferie = avertissements([phase(1, date(2026, 5, 7), date(2026, 5, 8), session=1)], None, None, feries)

    assert [(a.sujet, a.ordre) for a in avis] == [(Sujet.WEEK_END, 2)]
    assert "samedi" in avis[0].phrase
    assert [a.sujet for a in ferie] == [Sujet.FERIE]
    assert "Fête de la Victoire" in ferie[0].phrase


def test_deux_sessions_rapprochees_et_deux_phases_qui_se_chevauchent_se_remarquent():
    proches = [
        phase(1, date(2026, 3, 3), date(2026, 3, 4), session=1),
        phase(2, date(2026, 3, 4), date(2026, 4, 1)),
        phase(3, date(2026, 4, 15), date(2026, 4, 15), session=2),
    ]

    trouves = [(a.sujet, a.ordre) for a in avertissements(proches, None, None, {})]

    assert trouves == [(Sujet.CHEVAUCHEMENT, 2), (Sujet.SESSIONS_PROCHES, 3)]


def test_l_ecart_entre_sessions_est_un_reglage():
    sessions = [
        phase(1, date(2026, 3, 3), date(2026, 3, 4), session=1),
        phase(2, date(2026, 3, 15), date(2026, 3, 16), session=2),
    ]

    assert not [
        a for a in avertissements(sessions, None, None, {}, ecart=10) if a.sujet == Sujet.SESSIONS_PROCHES
    ]
    assert [a.sujet for a in avertissements(sessions, None, None, {}, ecart=11) if a.ordre == 2][-1] == (
        Sujet.SESSIONS_PROCHES
    )


def test_une_equipe_attendue_ailleurs_se_remarque():
    session = phase(1, date(2026, 3, 3), date(2026, 3, 4), session=1)

    pris = avertissements([session], None, None, {}, prises=[(date(2026, 3, 4), date(2026, 3, 6))])
    libre = avertissements([session], None, None, {}, prises=[(date(2026, 3, 5), date(2026, 3, 6))])

    assert [a.sujet for a in pris] == [Sujet.EQUIPE_PRISE]
    assert libre == []


def test_sans_calendrier_il_n_y_a_rien_a_dire():
    assert avertissements([], 10, 15, {}) == []


@given(lancements, st.integers(0, 60))
def test_ajouter_puis_compter_les_mois_redonne_le_nombre(jour, nb):
    plus_tard = ajouter_des_mois(jour, nb)

    assert duree_en_mois(jour, plus_tard) == nb
    assert duree_en_mois(jour, plus_tard - timedelta(days=1)) == nb - 1


def test_les_differences_disent_l_ancien_et_le_nouveau():
    avant = [phase(1, date(2026, 3, 3), date(2026, 3, 4), session=1, nom="Session n° 1"), phase(2, *JOURS)]
    apres = [
        phase(1, date(2026, 3, 10), date(2026, 3, 11), session=1, nom="Session n° 1", lieu="Salle des fêtes"),
        phase(2, *JOURS),
        phase(3, *JOURS, nom="Ajoutée"),
    ]

    changees = [(d.nom, d.avant, d.apres) for d in differences(avant, apres)]

    assert changees[0] == (
        "Session n° 1",
        "du 3 au 4\u00a0mars\u00a02026",
        "du 10 au 11\u00a0mars\u00a02026, Salle des fêtes",
    )
    assert changees[1][:2] == ("Ajoutée", "absente")
    assert len(changees) == 2
    assert differences(avant, avant) == []


JOURS = (date(2026, 6, 1), date(2026, 6, 5))


@given(st.builds(phase, st.integers(1, 99), lancements, lancements, session=st.none() | st.integers(1, 9)))
def test_une_phase_ecrite_puis_relue_est_la_meme(une_phase):
    assert PhaseDatee.depuis(une_phase.en_json()) == une_phase


@pytest.mark.parametrize(
    ("departement", "jour", "attendu"),
    [
        ("50", date(2026, 5, 14), "Ascension"),
        ("57", date(2026, 12, 26), "Saint"),
        ("67", date(2026, 4, 3), "Vendredi"),
        ("974", date(2026, 12, 20), "Abolition"),
        ("971", date(2026, 5, 27), "Abolition"),
    ],
)
def test_les_jours_feries_sont_ceux_du_departement(departement, jour, attendu):
    assert attendu.lower() in jours_feries([departement], [2026])[jour].lower()


def test_un_jour_ferie_local_ne_vaut_pas_partout_mais_vaut_pour_un_perimetre_a_cheval():
    saint_etienne = date(2026, 12, 26)

    assert saint_etienne not in jours_feries(["54"], [2026])
    assert saint_etienne in jours_feries(["54", "57"], [2026])
    assert date(2026, 7, 14) in jours_feries([], [2026])
    assert jours_feries(["54"], []) == {}
