"""Les comptes de la feuille de route : ce qui s'ajoute, ce qui reste, ce qui se couvre, ce qui s'ordonne."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route.calcul import (
    ActionDatee,
    Critere,
    LigneDeFinancement,
    boucles,
    classement,
    conflits_de_dates,
    couverture,
    par_annee,
    par_financeur,
    plan,
    somme,
    somme_par_annee,
)
from etabli.etape5_feuille_de_route.calcul.priorites import basculements

EUROS = st.decimals(0, 10_000_000, places=2, allow_nan=False)
LIGNES = st.lists(
    st.builds(LigneDeFinancement, st.sampled_from(["État", "Région", "Commune"]), EUROS, EUROS, EUROS)
)
PLANS = st.lists(st.builds(plan, st.none() | EUROS, LIGNES))
JOURS = st.dates(date(2020, 1, 1), date(2060, 1, 1))


def une_ligne(demande=0, obtenu=0, paye=0, financeur="État"):
    return LigneDeFinancement(financeur, Decimal(demande), Decimal(obtenu), Decimal(paye))


# --- le financement ---


def test_un_plan_dit_ce_qui_manque_au_plus_cher_et_au_milieu():
    lu = plan(Decimal(100), [une_ligne(60, 40, 10), une_ligne(20, 10)], Decimal(80))

    assert (lu.demande, lu.obtenu, lu.paye) == (80, 50, 10)
    assert (lu.reste_a_trouver, lu.reste_au_milieu, lu.reste_a_demander) == (50, 40, 20)
    assert (lu.taux_obtenu, lu.taux_demande, lu.excedent) == (Decimal("0.5"), Decimal("0.8"), 0)


def test_sans_cout_on_ne_dit_pas_ce_qui_manque():
    lu = plan(None, [une_ligne(60, 40)])

    assert (lu.reste_a_trouver, lu.reste_a_demander, lu.reste_au_milieu, lu.taux_obtenu) == (None,) * 4


def test_obtenir_plus_que_le_cout_se_voit():
    lu = plan(Decimal(100), [une_ligne(150, 120)])

    assert (lu.reste_a_trouver, lu.excedent, lu.taux_obtenu) == (0, 20, 1)


def test_l_excedent_d_une_action_n_en_finance_pas_une_autre():
    total = somme([plan(Decimal(100), [une_ligne(150, 150)]), plan(Decimal(100), [])])

    assert (total.cout, total.obtenu, total.reste_a_trouver, total.excedent) == (200, 150, 100, 50)
    assert total.taux_obtenu == Decimal("0.5")


def test_une_action_sans_cout_est_comptee_a_part():
    total = somme([plan(None, [une_ligne(30, 30)]), plan(Decimal(100), [une_ligne(30, 30)])])

    assert (total.nb_sans_cout, total.cout, total.reste_a_trouver) == (1, 100, 70)
    assert somme([]).cout is None


@given(PLANS)
def test_les_totaux_ne_dependent_pas_de_l_ordre(plans):
    total, a_l_envers = somme(plans), somme(list(reversed(plans)))

    assert (total.cout, total.obtenu, total.reste_a_trouver) == (
        a_l_envers.cout,
        a_l_envers.obtenu,
        a_l_envers.reste_a_trouver,
    )


@given(PLANS)
def test_ce_qui_reste_n_est_jamais_negatif_et_complete_le_cout(plans):
    for lu in plans:
        if lu.cout is not None:
            assert lu.reste_a_trouver >= 0
            assert lu.reste_a_trouver + min(lu.cout, lu.obtenu) == lu.cout
    total = somme(plans)
    if total.taux_obtenu is not None:
        assert 0 <= total.taux_obtenu <= 1


@given(LIGNES)
def test_reunir_par_financeur_ne_perd_pas_un_centime(lignes):
    reunies = par_financeur(lignes)

    assert len({ligne.financeur for ligne in reunies}) == len(reunies)
    for montant in ("demande", "obtenu", "paye"):
        assert sum(getattr(x, montant) for x in reunies) == sum(getattr(x, montant) for x in lignes)
    assert par_financeur(reunies) == reunies


@given(EUROS, JOURS, st.integers(0, 4000))
def test_repartir_par_annee_rend_le_cout_exact(cout, debut, nb_jours):
    fin = debut + timedelta(nb_jours)

    parts = par_annee(cout, debut, fin)

    assert sum(parts.values()) == cout
    assert list(parts) == list(range(debut.year, fin.year + 1))
    assert all(part >= 0 for part in parts.values())


def test_une_annee_sans_depense_reste_dans_le_tableau():
    reunies = somme_par_annee([{2026: Decimal(10)}, {2028: Decimal(5)}])

    assert reunies == {2026: 10, 2027: 0, 2028: 5}
    assert somme_par_annee([]) == {}


# --- la couverture ---


def test_la_couverture_se_dit_par_groupe():
    totale, detail = couverture({1: "Élus", 2: "Élus", 3: "Habitants"}, [1, 3])

    assert totale.part == pytest.approx(2 / 3)
    assert {nom: c.part for nom, c in detail.items()} == {"Élus": 0.5, "Habitants": 1.0}


@given(st.dictionaries(st.integers(), st.sampled_from("ABC")), st.lists(st.integers()))
def test_la_couverture_reste_entre_zero_et_un(dites, suivies):
    totale, detail = couverture(dites, suivies)

    assert 0 <= totale.part <= 1
    assert sum(c.nb_dites for c in detail.values()) == totale.nb_dites == len(dites)
    assert sum(c.nb_suivies for c in detail.values()) == totale.nb_suivies


# --- les dépendances ---


def test_une_boucle_se_voit_une_chaine_non():
    chaine = [ActionDatee(1, "a"), ActionDatee(2, "b", depend_de=(1,)), ActionDatee(3, "c", depend_de=(2,))]
    boucle = [ActionDatee(1, "a", depend_de=(3,)), *chaine[1:]]

    assert boucles(chaine) == []
    assert [set(b) for b in boucles(boucle)] == [{1, 2, 3}]
    assert boucles([ActionDatee(1, "a", depend_de=(1,))]) == [[1]]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8))))
def test_dependre_de_plus_petit_que_soi_ne_tourne_jamais_en_rond(couples):
    voisins = {cle: tuple({b for a, b in couples if a == cle and b < a}) for cle in range(9)}

    assert boucles([ActionDatee(c, str(c), depend_de=v) for c, v in voisins.items()]) == []


def test_commencer_avant_que_l_autre_finisse_est_un_conflit():
    requise = ActionDatee(1, "étude", fin_le=date(2027, 6, 30))
    trop_tot = ActionDatee(2, "travaux", debut_le=date(2027, 6, 1), depend_de=(1,))
    apres = ActionDatee(3, "suite", debut_le=date(2027, 7, 1), depend_de=(1, 99))

    assert conflits_de_dates([requise, trop_tot, apres]) == [(trop_tot, requise)]


# --- le classement ---


def test_le_classement_pondere_et_departage_par_le_numero():
    criteres = [Critere("votes", 3), Critere("priorité", 1)]

    assert classement({1: (0, 1), 2: (1, 0), 3: (1, 0)}, criteres) == [(2, 0.75), (3, 0.75), (1, 0.25)]


def test_un_classement_sans_poids_ou_sans_note_se_refuse():
    with pytest.raises(ValueError, match="poids positif"):
        classement({1: (1,)}, [Critere("votes", 0)])
    with pytest.raises(ValueError, match="une note par critère"):
        classement({1: (1,)}, [Critere("votes", 1), Critere("coût", 1)])


def test_ce_qui_tient_a_un_seul_critere_se_dit():
    criteres = [Critere("votes", 1), Critere("coût", 1)]
    notes = {1: (1.0, 0.6), 2: (0.5, 1.0), 3: (0.0, 0.0)}

    assert basculements(notes, criteres) == {"votes": 2}
    assert basculements({1: (1.0, 1.0), 2: (0.0, 0.0)}, criteres) == {}
