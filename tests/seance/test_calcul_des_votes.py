"""Jugement majoritaire, matrice, sondage, nuage : des règles publiées, et des lois."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape4_seance.calcul.geometrie import en_geojson, lire_le_trace, positions_de
from etabli.etape4_seance.calcul.jugement import (
    SEPT_MENTIONS,
    classer_au_jugement,
    comparer,
    compter,
    jauge,
    mention_majoritaire,
)
from etabli.etape4_seance.calcul.matrice import Quadrant, placer
from etabli.etape4_seance.calcul.nuage import nuage
from etabli.etape4_seance.calcul.sondage import depouiller_l_echelle, depouiller_les_choix

# Présidentielle de 2012, sondage OpinionWay pour Terra Nova (12-16 avril 2012), sept mentions, en centièmes de
# pour cent : M. Balinski et R. Laraki, « Jugement majoritaire versus vote majoritaire (via les présidentielles
# 2011-2012) », cahier 2012-37 de l'École polytechnique. Leur tribune d'avril 2012 en donne le classement de tête :
# Hollande et Bayrou « assez bien », puis Sarkozy et Mélenchon « passables ».
PRESIDENTIELLE_2012 = {
    "Sarkozy": (963, 1235, 1628, 1099, 1113, 787, 3175),
    "Mélenchon": (543, 950, 1289, 1465, 1710, 1506, 2537),
    "Bayrou": (258, 977, 2171, 2524, 2008, 1194, 869),
    "Hollande": (1248, 1615, 1642, 1167, 1479, 1425, 1424),
}


def naif(comptes):
    """La définition à la lettre : ôter la mention majoritaire, une à une."""
    liste = sorted(rang for rang, nb in enumerate(comptes) for _ in range(nb))
    suite = []
    while liste:
        suite.append(liste.pop(len(liste) // 2))
    return suite


comptes_7 = st.lists(st.integers(0, 6), min_size=7, max_size=7).map(tuple).filter(sum)


def test_le_sondage_publie_de_2012_se_classe_comme_ses_auteurs_l_ont_publie():
    rangees = classer_au_jugement(PRESIDENTIELLE_2012)
    assert [r.cle for r in rangees] == ["Hollande", "Bayrou", "Sarkozy", "Mélenchon"]
    dites = {r.cle: (SEPT_MENTIONS[r.jauge.mention], r.jauge.signe) for r in rangees}
    assert dites == {
        "Hollande": ("Assez bien", "+"),
        "Bayrou": ("Assez bien", "−"),
        "Sarkozy": ("Passable", "+"),
        "Mélenchon": ("Passable", "+"),
    }


def test_la_jauge_de_2012_est_celle_publiee():
    lue = jauge(PRESIDENTIELLE_2012["Hollande"])
    assert (round(float(lue.p * 100), 2), round(float(lue.q * 100), 2)) == (45.05, 43.28)


def test_l_exemple_de_la_bibliotheque_de_mieux_voter():
    """README de MieuxVoter/majority-judgment-library-python : les grandes notes sont les meilleures."""
    notes = {
        "Pizza": [0, 0, 0, 1, 1, 2, 2, 3, 3, 3],
        "Chips": [0, 0, 1, 1, 2, 2, 2, 2, 3, 3],
        "Pasta": [0, 0, 1, 1, 1, 2, 2, 3, 3, 3],
        "Bread": [0, 0, 1, 1, 1, 1, 2, 2, 2, 3],
    }
    rangees = classer_au_jugement({nom: compter([3 - n for n in ns], 4) for nom, ns in notes.items()})
    assert [r.cle for r in rangees] == ["Chips", "Pasta", "Pizza", "Bread"]


def test_a_mediane_egale_on_retire_une_mention_majoritaire():
    """L'exemple de l'encyclopédie : (bien, bien, passable, mauvais) passe (excellent, passable × 3)."""
    assert comparer((0, 2, 1, 1), (1, 0, 3, 0)) < 0


def test_a_nombre_pair_la_mediane_est_la_moins_bonne_des_deux():
    assert mention_majoritaire((5, 5)) == 1


def test_la_jauge_dit_les_parts_au_dessus_et_au_dessous():
    lue = jauge((2, 5, 1))
    assert (lue.p, lue.mention, lue.q, lue.signe) == (Fraction(2, 8), 1, Fraction(1, 8), "+")


def test_sans_aucune_mention_il_n_y_a_ni_mediane_ni_place():
    with pytest.raises(ValueError, match="médiane"):
        mention_majoritaire((0, 0))
    derniere = classer_au_jugement({"vide": (0, 0), "jugée": (0, 1)})[-1]
    assert (derniere.cle, derniere.place, derniere.jauge) == ("vide", None, None)


def test_deux_profils_semblables_partagent_la_place_quel_que_soit_le_nombre_de_votants():
    rangees = classer_au_jugement({"a": (1, 2, 1), "b": (2, 4, 2), "c": (0, 0, 1)})
    assert [(r.place, r.est_ex_aequo) for r in rangees] == [(1, True), (1, True), (3, False)]


@given(comptes_7, comptes_7)
def test_la_comparaison_rapide_est_celle_de_la_definition(a, b):
    total_a, total_b = sum(a), sum(b)
    lue_a, lue_b = naif([n * total_b for n in a]), naif([n * total_a for n in b])
    attendu = (lue_a > lue_b) - (lue_a < lue_b)
    obtenu = comparer(a, b)
    assert (obtenu > 0) - (obtenu < 0) == attendu


@given(comptes_7, st.integers(0, 6), st.integers(0, 6))
def test_une_meilleure_mention_ne_fait_jamais_reculer(comptes, de, vers):
    meilleure, moins_bonne = min(de, vers), max(de, vers)
    avec, sans = list(comptes), list(comptes)
    avec[meilleure] += 1
    sans[moins_bonne] += 1
    assert comparer(avec, sans) <= 0


@given(comptes_7, comptes_7)
def test_la_jauge_departage_comme_la_valeur_majoritaire_quand_elle_departage(a, b):
    """Balinski et Laraki : à mention égale, la plus grande des parts p et q décide."""
    ja, jb = jauge(a), jauge(b)
    if ja.mention != jb.mention:
        assert comparer(a, b) * (ja.mention - jb.mention) > 0
    elif (
        (ja.p > ja.q and jb.p <= jb.q)
        or (ja.p > ja.q and jb.p > jb.q and ja.p > jb.p)
        or (ja.p <= ja.q and jb.p <= jb.q and ja.q < jb.q)
    ):
        assert comparer(a, b) < 0


def test_la_matrice_retient_les_medianes_et_nomme_le_quadrant():
    places = placer({"gare": [(5, 1), (5, 2), (1, 5)], "halle": [(4, 4), (3, 5)], "rien": []})
    lues = [(p.cle, p.impact, p.faisabilite, p.quadrant) for p in places]
    assert lues == [
        ("gare", 5, 2, Quadrant.PREPARER),
        ("halle", 3.5, 4.5, Quadrant.ENGAGER),
        ("rien", None, None, None),
    ]


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=40))
def test_une_place_reste_dans_la_grille(paires):
    (place,) = placer({"x": paires})
    assert 1 <= place.impact <= 5
    assert 1 <= place.faisabilite <= 5
    assert place.quadrant


def test_un_sondage_a_choix_multiples_rapporte_aux_repondants():
    lu = depouiller_les_choix([[0, 1], [1, 1], [], [7]], 3)
    assert lu.nb_repondants == 2
    assert [(c.nb, c.part) for c in lu.choisis] == [(1, 50), (2, 100), (0, 0)]


def test_une_echelle_dit_sa_mediane_et_ignore_ce_qui_en_sort():
    lu = depouiller_l_echelle([1, 4, 5, 9, 0], 5)
    assert (lu.nb_repondants, lu.mediane) == (3, 4)
    assert depouiller_l_echelle([], 5).mediane is None


def test_le_nuage_reunit_les_formes_d_un_meme_mot():
    termes = nuage(["Marais", "les marais !", "commerce", "Commerces", "commerces", "la"])
    assert [(t.texte, t.nb) for t in termes] == [("commerces", 3), ("marais", 2)]


def test_le_nuage_garde_une_locution_que_plusieurs_disent():
    termes = nuage(["Eau potable", "l'eau potable", "eau"])
    assert ("eau", 1) in [(t.texte, t.nb) for t in termes]
    assert any("eau potable" in t.texte and t.nb == 2 for t in termes)


@given(st.lists(st.text(max_size=30), max_size=30))
def test_le_nuage_ne_compte_jamais_plus_que_les_reponses(reponses):
    for terme in nuage(reponses):
        assert 1 <= terme.nb <= len(reponses)
        assert 1 <= terme.taille <= 6


def test_un_trace_se_lit_et_se_relit():
    positions = lire_le_trace("1.5,48 1.6,48.25")
    assert positions_de(en_geojson(positions)) == positions
    assert en_geojson([(1.123456, 2)]) == {"type": "Point", "coordinates": [1.12346, 2]}


@pytest.mark.parametrize("texte", ["1", "a,b", "nan,1", " ".join(["1,1"] * 61)])
def test_un_trace_illisible_est_refuse(texte):
    with pytest.raises(ValueError, match=r".*"):
        lire_le_trace(texte)
