"""Le budget de pages, sans la base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape6_restitution.calcul import Poste, budget, pages_de

POSTES = st.lists(
    st.builds(
        Poste,
        st.text(min_size=1, max_size=8),
        st.integers(1, 40),
        st.sampled_from(["texte", "fiches", "figure"]),
    ),
    max_size=12,
)


def test_un_livret_de_quarante_pages_tient_dans_la_fourchette():
    tenu = budget([Poste("Territoire", 4), Poste("Fiches", 36, "fiches")], (36, 44))

    assert tenu.est_tenu
    assert (tenu.total, tenu.ecart, tenu.conseils) == (40, 0, [])


def test_un_livret_trop_long_dit_ou_couper_les_plus_longues_d_abord():
    trop = budget(
        [
            Poste("Couvertures", 2, "figure"),
            Poste("Les fiches d'action", 30, "fiches"),
            Poste("Territoire", 5),
            Poste("Méthode", 9),
            Poste("Merci", 1),
        ],
        (36, 44),
    )

    assert trop.ecart == 3
    assert [c.split("»")[0] for c in trop.conseils] == [
        "« Les fiches d'action ",
        "« Méthode ",
        "« Territoire ",
    ]
    assert not any("Couvertures" in c or "Merci" in c for c in trop.conseils)


def test_un_livret_trop_court_dit_quoi_developper():
    court = budget([Poste("Méthode", 1), Poste("Fiches", 10, "fiches")], (36, 44))

    assert court.ecart == -25
    assert court.conseils == ["« Méthode » peut être développé."]


def test_une_fourchette_a_l_envers_est_une_erreur():
    with pytest.raises(ValueError, match="à l'envers"):
        budget([], (44, 36))


@pytest.mark.parametrize(("hauteur", "pages"), [(0, 0), (-4, 0), (1, 1), (240, 1), (240.5, 2), (481, 3)])
def test_une_partie_entamee_prend_une_page_entiere(hauteur, pages):
    assert pages_de(hauteur, 240) == pages


@given(POSTES, st.integers(0, 100), st.integers(0, 60))
def test_l_ecart_ramene_toujours_dans_la_fourchette(postes, minimum, marge):
    calcule = budget(postes, (minimum, minimum + marge))

    assert minimum <= calcule.total - calcule.ecart <= minimum + marge
    assert calcule.est_tenu == (minimum <= calcule.total <= minimum + marge)
    assert len(calcule.conseils) <= 3
