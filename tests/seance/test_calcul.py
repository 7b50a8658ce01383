"""Les calculs de la séance : purs, donc rapides et éprouvés par leurs lois."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape4_seance.calcul.classement import classer
from etabli.etape4_seance.calcul.codes import ALPHABET, LONGUEUR, lisible, normaliser_le_code, tirer_un_code
from etabli.etape4_seance.calcul.familles import doublons_probables, proposer, racines
from etabli.etape4_seance.calcul.heures import duree_dite, heure_dite

PHRASES = dict(
    enumerate(
        [
            "Rouvrir des commerces dans le centre-bourg",
            "Des commerces vides au centre-bourg depuis dix ans",
            "Plus de trains vers la préfecture",
            "Un train le soir vers la préfecture",
            "Rénover les logements anciens du bourg",
            "Les logements vacants sont trop chers à rénover",
            "Une maison de santé avec des médecins",
            "une maison de santé, avec médecin",
            "Silence",
        ]
    )
)


def test_un_code_ne_porte_aucun_signe_qui_se_confonde():
    assert not set("0OQ1IL2Z5S8B6GUV") & set(ALPHABET)


def test_un_code_deja_pris_n_est_pas_redonne(monkeypatch):
    tirages = iter("AAAAAACCCCCC")
    monkeypatch.setattr("secrets.choice", lambda alphabet: next(tirages))

    assert tirer_un_code({"AAAAAA"}) == "CCCCCC"


def test_le_code_se_tape_comme_on_veut():
    code = tirer_un_code()

    assert len(code) == LONGUEUR
    assert {
        normaliser_le_code(s) for s in (code, code.lower(), f" {code[:3]}-{code[3:]} ", lisible(code))
    } == {code}


def test_les_mots_vides_et_les_accents_ne_comptent_pas():
    assert [racine for racine, _ in racines("Il faut des médecins pour les Médecins !")] == ["medecin"] * 2


def test_les_phrases_qui_partagent_des_mots_pleins_font_une_famille():
    groupes = [set(proposition.cles) for proposition in proposer(PHRASES)]

    assert {0, 1} <= next(g for g in groupes if 0 in g)
    assert {2, 3} in groupes
    assert {6, 7} in groupes


def test_une_phrase_seule_n_est_rangee_nulle_part():
    assert all(8 not in proposition.cles for proposition in proposer(PHRASES))


def test_la_famille_porte_les_mots_que_ses_phrases_partagent():
    noms = {frozenset(p.cles): p.nom.lower() for p in proposer(PHRASES)}

    assert "préfecture" in noms[frozenset({2, 3})]


def test_deux_phrases_presque_identiques_sont_signalees():
    assert [(a, b) for a, b, _ in doublons_probables(PHRASES)] == [(6, 7)]


@given(st.lists(st.text(max_size=60), max_size=14))
def test_une_phrase_est_proposee_dans_une_famille_au_plus(textes):
    propositions = proposer(dict(enumerate(textes)))
    cles = [cle for proposition in propositions for cle in proposition.cles]

    assert len(cles) == len(set(cles))
    assert all(len(p.cles) > 1 and p.nom for p in propositions)


@given(st.dictionaries(st.integers(), st.integers(min_value=0, max_value=20), max_size=12))
def test_le_classement_est_celui_d_une_course(totaux):
    rangs = classer(totaux)

    assert sorted(r.cle for r in rangs) == sorted(totaux)
    assert [r.total for r in rangs] == sorted(totaux.values(), reverse=True)
    for rang in rangs:
        assert rang.place == 1 + sum(t > rang.total for t in totaux.values())
        assert rang.est_ex_aequo == (list(totaux.values()).count(rang.total) > 1)


def test_deux_seconds_ex_aequo_sautent_la_troisieme_place():
    assert [r.place for r in classer({"a": 5, "b": 3, "c": 3, "d": 1})] == [1, 2, 2, 4]


@pytest.mark.parametrize(
    ("minutes", "dite"),
    [(5, "5\u00a0min"), (60, "1\u00a0h"), (70, "1\u00a0h\u00a010"), (125, "2\u00a0h\u00a005")],
)
def test_une_duree_se_dit_en_heures_des_qu_elle_en_fait_une(minutes: int, dite: str) -> None:
    assert duree_dite(minutes) == dite


def test_une_heure_ronde_ne_dit_pas_ses_minutes() -> None:
    assert heure_dite(time(9)) == "9\u00a0h"
    assert heure_dite(time(9, 5)) == "9\u00a0h\u00a005"
