from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.dossier.calcul import Attendu, palier, rappels

LE = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("ecart", "attendu"),
    [
        (-30, ""),
        (-8, ""),
        (-7, "bientot"),
        (-1, "bientot"),
        (0, "jour"),
        (1, "retard-1"),
        (7, "retard-1"),
        (8, "retard-2"),
        (28, "retard-4"),
        (29, "retard-4"),
        (56, "retard-8"),
        (80, "retard-12"),
    ],
)
def test_le_palier_se_lit_a_l_ecart_entre_la_date_et_aujourd_hui(ecart, attendu):
    assert palier(LE, LE + timedelta(days=ecart)) == attendu


def test_sans_date_rien_ne_se_rappelle():
    assert palier(None, LE) == ""


@given(st.integers(0, 1000), st.integers(0, 30))
def test_les_paliers_avancent_sans_jamais_revenir(ecart, apres):
    def rang(nom):
        return -1 if nom == "jour" else int(nom.removeprefix("retard-"))

    tot, tard = (palier(LE, LE + timedelta(days=e)) for e in (ecart, ecart + apres))
    assert rang(tot) <= rang(tard)


@given(st.lists(st.integers(-20, 60), max_size=8), st.integers(0, 90))
def test_jouer_chaque_jour_ne_rappelle_jamais_deux_fois_la_meme_chose(ecarts, duree):
    attendus = [Attendu(str(n), "candidature", LE + timedelta(days=e)) for n, e in enumerate(ecarts)]
    envoyes = []
    for jour in range(duree):
        echeances = rappels(attendus, LE + timedelta(days=jour), deja=set(envoyes))
        envoyes += [(e.attendu.cle, e.palier) for e in echeances]
    assert len(envoyes) == len(set(envoyes))


def test_un_jour_manque_se_rattrape_le_lendemain():
    attendu = Attendu("a", "candidature", LE)
    assert [e.palier for e in rappels([attendu], LE + timedelta(days=1))] == ["retard-1"]


def test_une_etape_refusee_ne_se_rappelle_pas():
    attendus = [Attendu("a", "candidature", LE), Attendu("b", "marche", LE)]
    assert [e.attendu.cle for e in rappels(attendus, LE, refus={"candidature"})] == ["b"]
