"""Le budget de pages, sans la base."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape6_restitution.calcul import Conseil, Poste, budget, comparer, pages_de

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
    assert [c.nom for c in trop.conseils] == ["Les fiches d'action", "Méthode", "Territoire"]
    assert "réunissez des actions voisines" in trop.conseils[0].texte


def test_ce_qui_depasse_son_budget_se_coupe_d_abord_et_le_dit():
    trop = budget(
        [
            Poste("Fiches", 40, "fiches", cle="route"),
            Poste("Méthode", 5, cle="methode", pages_max=2),
            Poste("Trace", 3, "figure", cle="trace", est_ecartable=True),
        ],
        (36, 44),
    )

    assert [p.cle for p in trop.depassements] == ["methode"]
    assert [c.cle for c in trop.conseils] == ["methode", "route", "trace"]
    assert "3 pages de plus que son budget" in trop.conseils[0].texte
    assert "peut être écartée" in trop.conseils[2].texte


def test_ce_que_le_pdf_a_compte_l_emporte_sur_l_estimation():
    compte = budget([Poste("Méthode", 5, cle="methode")], (2, 4), {"total": 4, "pages": [["methode", 2]]})

    assert (compte.estimees, compte.total, compte.postes[0].prises) == (5, 4, 2)
    assert compte.est_tenu


def partie(cle, titre="", **champs):
    communs = {"aide": "", "place": "partie", "est_obligatoire": False, "pages_max": None}
    return SimpleNamespace(cle=cle, titre=titre or cle, est_hors_plan=False, **{**communs, **champs})


def test_l_ecart_dit_ce_qui_s_ajoute_se_retire_se_regle_et_se_range():
    tenues = [partie("a"), partie("b"), partie("c")]

    assert not comparer(tenues, [partie("a"), partie("b"), partie("c")])
    ecart = comparer(tenues, [partie("c"), partie("a", "A"), partie("d")], None, (1, 9))
    assert ecart.ajoutees == (("d", "d"),)
    assert ecart.retirees == (("b", "b"),)
    assert ecart.reglees == (("a", "A"),)
    assert ecart.est_rangee_autrement
    assert ecart.pages == (None, (1, 9))


@given(st.permutations(["a", "b", "c", "d"]), st.sets(st.sampled_from("abcd")))
def test_seul_un_plan_identique_est_sans_ecart(ordre, retirees):
    tenues = [partie(cle) for cle in "abcd"]
    visees = [partie(cle) for cle in ordre if cle not in retirees]

    assert bool(comparer(tenues, visees)) == ([p.cle for p in visees] != list("abcd"))


def test_un_livret_trop_court_dit_quoi_developper():
    court = budget([Poste("Méthode", 1), Poste("Fiches", 10, "fiches")], (36, 44))

    assert court.ecart == -25
    assert court.conseils == [Conseil("", "Méthode", "peut être développé.")]


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
