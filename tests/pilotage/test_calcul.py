"""Les séjours et leur médiane."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from etabli.pilotage.calcul import Entree, Part, Sejour, ecart, medianes, par_valeur, sejours

LE = date(2026, 1, 1)


def test_le_dernier_sejour_court_encore():
    suite = sejours([Entree("a", LE), Entree("b", LE + timedelta(days=10))], LE + timedelta(days=15))
    assert suite == [Sejour("a", 10, True), Sejour("b", 5, False)]


def test_sans_entree_pas_de_sejour():
    assert sejours([], LE) == []


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=8), st.integers(0, 3000))
def test_les_sejours_couvrent_toute_l_histoire_sans_jour_negatif(jours, fin):
    suite = sejours(
        [Entree(str(j), LE + timedelta(days=j)) for j in jours], LE + timedelta(days=max(jours) + fin)
    )
    assert all(s.nb_jours >= 0 for s in suite)
    assert sum(s.nb_jours for s in suite) == max(jours) + fin - min(jours)
    assert [s.est_fini for s in suite] == [True] * (len(jours) - 1) + [False]


def test_une_mediane_attend_trois_sejours_finis():
    finis = [Sejour("a", n, True) for n in (10, 20, 60)]
    assert medianes(finis[:2]) == {}
    assert medianes([*finis, Sejour("a", 999, False)]) == {"a": 20}


def test_on_ne_compare_pas_sans_repere():
    assert ecart(None, {"a": 3}) is None
    assert ecart(Sejour("b", 5, False), {"a": 3}) is None
    assert ecart(Sejour("a", 5, False), {"a": 3}) == 2


def test_une_part_sans_total_ne_se_calcule_pas():
    assert Part(3, None).part is None
    assert Part(3, None).reste is None
    assert (Part(3, 10).part, Part(3, 10).reste) == (0.3, 7)


def test_une_valeur_absente_compte_zero():
    assert par_valeur(["a", "a"], ["a", "b"]) == {"a": 2, "b": 0}
