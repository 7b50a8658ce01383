from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape1_candidature.calcul import (
    Capacite,
    ContenuDeLaNote,
    Horloge,
    Pause,
    a_relancer_le,
    manques,
)

CLES = {
    "porteurs": "Les porteurs",
    "localisation": "La localisation",
    "objet": "L'objet",
    "objectifs": "Les objectifs",
    "ressources": "Les ressources",
}
COMPLETE = ContenuDeLaNote(
    nb_mots=dict.fromkeys(CLES, 200),
    intitules=CLES,
    nb_communes=12,
    nb_coporteurs=2,
    a_un_type_d_objet=True,
    a_une_echelle=True,
    nb_thematiques=1,
    nb_acteurs=3,
    nb_documents=4,
    remarques_ouvertes={},
)
DEPOT = date(2026, 3, 2)


def test_une_note_complete_ne_manque_de_rien():
    assert manques(COMPLETE) == []


@pytest.mark.parametrize(
    ("changement", "rubrique", "mot", "est_bloquant"),
    [
        ({"nb_mots": {**COMPLETE.nb_mots, "objectifs": 0}}, "objectifs", "vide", True),
        ({"nb_mots": {**COMPLETE.nb_mots, "objectifs": 12}}, "objectifs", "12 mots", False),
        ({"nb_coporteurs": 0}, "porteurs", "co-porteuse", True),
        ({"nb_communes": 0}, "localisation", "aucune commune", True),
        ({"a_un_type_d_objet": False}, "objet", "type d'objet", True),
        ({"a_une_echelle": False}, "objet", "échelle", False),
        ({"nb_thematiques": 0}, "objet", "thématique", False),
        ({"nb_acteurs": 0}, "ressources", "acteur", False),
        ({"nb_documents": 0}, "ressources", "document", False),
        ({"remarques_ouvertes": {"objet": 2}}, "objet", "2 remarques", False),
    ],
)
def test_chaque_manque_dit_sa_rubrique_et_s_il_bloque(changement, rubrique, mot, est_bloquant):
    (manque,) = manques(replace(COMPLETE, **changement))
    assert (manque.rubrique, manque.est_bloquant) == (rubrique, est_bloquant)
    assert mot in manque.phrase


def test_l_horloge_compte_depuis_le_depot():
    assert Horloge(DEPOT).nb_jours(date(2026, 3, 12)) == 10


def test_l_horloge_s_arrete_pendant_le_complement():
    horloge = Horloge(DEPOT, [Pause(date(2026, 3, 5), date(2026, 3, 9))])
    assert horloge.nb_jours(date(2026, 3, 12)) == 6
    assert not horloge.est_arretee


def test_un_complement_sans_reponse_arrete_l_horloge():
    horloge = Horloge(DEPOT, [Pause(date(2026, 3, 5))])
    assert horloge.nb_jours(date(2026, 3, 12)) == horloge.nb_jours(date(2026, 6, 12)) == 3
    assert horloge.est_arretee


def test_la_decision_arrete_l_horloge():
    horloge = Horloge(DEPOT, decidee_le=date(2026, 3, 22))
    assert horloge.nb_jours(date(2027, 1, 1)) == 20


def test_une_pause_d_un_depot_precedent_ne_compte_pas():
    horloge = Horloge(DEPOT, [Pause(date(2025, 1, 1), date(2025, 6, 1))])
    assert horloge.nb_jours(date(2026, 3, 12)) == 10


jours = st.integers(min_value=-400, max_value=400)


@given(
    pauses=st.lists(st.tuples(jours, st.none() | st.integers(min_value=0, max_value=200)), max_size=8),
    ecoule=st.integers(min_value=0, max_value=800),
)
def test_le_delai_et_les_pauses_font_toujours_le_temps_ecoule(pauses, ecoule):
    """Loi : délai + pauses = temps écoulé, et ni l'un ni l'autre n'est négatif."""
    liste = [
        Pause(debut := DEPOT + timedelta(days=d), None if n is None else debut + timedelta(days=n))
        for d, n in pauses
    ]
    horloge, jour = Horloge(DEPOT, liste), DEPOT + timedelta(days=ecoule)
    assert horloge.nb_jours(jour) >= 0
    assert horloge.nb_jours_de_pause(jour) >= 0
    assert horloge.nb_jours(jour) + horloge.nb_jours_de_pause(jour) == ecoule
    # Un calendrier coché jour par jour donne le même compte.
    couverts = {
        j
        for p in liste
        for j in range(ecoule)
        if p.debut_le <= DEPOT + timedelta(days=j) < (p.fin_le or jour)
    }
    assert horloge.nb_jours_de_pause(jour) == len(couverts)


def test_la_capacite_atteinte_se_dit():
    assert Capacite(2026, 10, 10).est_atteinte
    assert "est atteinte" in Capacite(2026, 10, 10).phrase
    assert Capacite(2026, 4, 10).reste == 6
    assert Capacite(2026, 1, 10).phrase == "1 candidature retenue en 2026 sur une capacité indicative de 10."


def test_sans_capacite_connue_rien_n_est_atteint():
    assert not Capacite(2026, 50).est_atteinte
    assert Capacite(2026, 50).phrase == "50 candidatures retenues en 2026."


def test_on_ne_relance_personne_quand_tout_est_clos():
    assert a_relancer_le("retenue", DEPOT) is None
    assert a_relancer_le("relecture", DEPOT) == date(2026, 3, 17)
