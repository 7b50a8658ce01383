import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.territoires.calcul import (
    centre,
    centre_de_polygones,
    de_lambert93,
    distance_en_km,
    emprise,
    lambert93,
    lire_les_codes,
    normaliser,
)

LON, LAT = st.floats(-5, 10), st.floats(41, 51.5)


@pytest.mark.parametrize(
    ("tape", "attendu"),
    [
        ("Tessy-Bocage", "tessy bocage"),
        ("St-Lô", "saint lo"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("ŒUILLY", "oeuilly"),
        ("  Sainte   Marie ", "sainte marie"),
        ("%_'\"", ""),
    ],
)
def test_un_nom_se_reconnait_quelle_que_soit_son_ecriture(tape, attendu):
    assert normaliser(tape) == attendu


@given(st.text(max_size=60))
def test_normaliser_deux_fois_ne_change_rien(texte):
    assert normaliser(normaliser(texte)) == normaliser(texte)


def test_les_codes_colles_d_un_tableur_se_lisent_avec_leurs_libelles():
    lus = list(
        lire_les_codes("50592\tTessy-Bocage\n1004;Ambérieu\n2a004\n200 066 389\nbonjour à tous\n50592")
    )
    assert [(lu.code, lu.forme) for lu in lus] == [
        ("50592", "commune"),
        ("01004", "commune"),
        ("2A004", "commune"),
        ("200066389", "siren"),
        ("", "nom"),
    ]
    assert lus[-1].texte == "bonjour à tous"


@given(st.text())
def test_aucun_texte_colle_ne_fait_tomber_la_lecture(texte):
    lus = list(lire_les_codes(texte))
    assert len({lu.code or lu.texte for lu in lus}) == len(lus)


def test_lambert93_place_son_origine_et_un_point_publie_par_l_ign():
    x, y = lambert93(3, 46.5)
    assert (round(x), round(y)) == (700_000, 6_600_000)


@given(LON, LAT)
def test_lambert93_s_inverse(lon, lat):
    retour = de_lambert93(*lambert93(lon, lat))
    assert math.isclose(retour[0], lon, abs_tol=1e-7)
    assert math.isclose(retour[1], lat, abs_tol=1e-7)


@given(st.lists(st.tuples(LON, LAT, st.integers(0, 10**6)), min_size=1, max_size=20))
def test_le_centre_est_dans_la_boite(points):
    x, y = centre(points)
    boite = emprise((lon, lat) for lon, lat, _ in points)
    assert boite.ouest - 1e-6 <= x <= boite.est + 1e-6
    assert boite.sud - 1e-6 <= y <= boite.nord + 1e-6


def test_sans_point_il_n_y_a_ni_centre_ni_boite():
    assert centre([]) is None
    assert emprise([]) is None


def test_le_centre_suit_la_population():
    assert centre([(0, 0, 1), (10, 0, 9)]) == (9, 0)


def test_un_carre_a_son_centre_au_milieu_dans_les_deux_sens_de_parcours():
    carre = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
    assert centre_de_polygones([[carre]]) == pytest.approx((1, 1))
    assert centre_de_polygones([[carre[::-1]]]) == pytest.approx((1, 1))


def test_un_degre_de_latitude_fait_environ_111_km():
    assert distance_en_km((0, 45), (0, 46)) == pytest.approx(111.2, abs=0.1)
