"""Ce qui est long, sans base : le milieu d'une liste, la médiane, la comparaison."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.pilotage.calcul import SEJOURS_POUR_UNE_MEDIANE, Part, Repere, du_milieu, mediane


@given(st.lists(st.integers(0, 4000), min_size=1))
def test_le_milieu_suffit_a_la_mediane(jours):
    tries = sorted(jours)
    debut, fin = du_milieu(len(tries))
    lue = mediane(len(tries), tries[debut:fin])
    assert lue == (median(jours) if len(jours) >= SEJOURS_POUR_UNE_MEDIANE else None)


@pytest.mark.parametrize(
    ("repere", "jours", "phrase"),
    [
        (Repere(), 10, "pas encore de repère"),
        (Repere(mediane=10), 10, "dans la médiane"),
        (Repere(mediane=10), 11, "au-dessus de la médiane"),
        (Repere(mediane=10, norme=20), 15, "dans la norme, au-dessus de la médiane"),
        (Repere(norme=20), 21, "hors de la norme"),
    ],
)
def test_la_comparaison_se_dit_en_mots(repere, jours, phrase):
    assert repere.comparer(jours) == phrase


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_une_part_et_son_reste_font_le_tout(nb, total):
    part = Part(nb, total)
    assert part.nb + part.reste == total
    assert part.part * total == pytest.approx(nb)


def test_sans_total_ni_reste_ni_part():
    assert (Part(3, None).reste, Part(3, None).part, Part(3, 0).part) == (None, None, None)
