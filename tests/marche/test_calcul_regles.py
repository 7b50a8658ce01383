"""Sous-critères, égalités, arrondi, plages de poids : ce que l'accord-cadre fixe, éprouvé comme des lois."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape2_marche.calcul import (
    REGLES,
    Bareme,
    Critere,
    Offre,
    classer,
    ecarts_de_prix,
    plages,
    pour_cent,
)

NOTE_MAX = Decimal(5)
centiemes = st.integers(0, 500).map(lambda n: Decimal(n) / 100)
prix = st.integers(1_000_00, 300_000_00).map(lambda n: Decimal(n) / 100)
poids = st.integers(1, 10_000).map(lambda n: Decimal(n) / 100)
CLES = ("prix", "methode-a", "methode-b", "equipe")


@st.composite
def baremes(draw):
    criteres = (
        Critere("prix", draw(poids), est_prix=True, nom="Prix"),
        Critere("methode-a", draw(poids), nom="Diagnostic", parent="Méthode"),
        Critere("methode-b", draw(poids), nom="Animation", parent="Méthode"),
        Critere("equipe", draw(poids), nom="Équipe"),
    )
    return Bareme(
        criteres,
        draw(st.sampled_from(sorted(REGLES))),
        NOTE_MAX,
        draw(st.sampled_from(["aucune", "prix", "critere"])),
        draw(st.sampled_from(["exact", "centieme", "dixieme"])),
    )


@st.composite
def des_offres(draw, minimum=1):
    nb = draw(st.integers(minimum, 5))
    return [
        Offre(n, draw(prix), {cle: draw(centiemes) for cle in CLES if cle != "prix"}, f"Offre {n}")
        for n in range(nb)
    ]


def rangs(offres, bareme):
    return {ligne.cle: ligne.rang for ligne in classer(offres, bareme)}


@given(offres=des_offres(), bareme=baremes(), hasard=st.randoms())
def test_l_ordre_des_offres_ne_change_rien_quelle_que_soit_la_regle(offres, bareme, hasard):
    melangees = list(offres)
    hasard.shuffle(melangees)
    assert classer(melangees, bareme) == classer(offres, bareme)


@given(offres=des_offres(), bareme=baremes(), facteur=st.integers(1, 1000))
def test_l_unite_des_poids_ne_change_rien_quelle_que_soit_la_regle(offres, bareme, facteur):
    criteres = tuple(replace(c, poids=c.poids * facteur) for c in bareme.criteres)
    assert rangs(offres, replace(bareme, criteres=criteres)) == rangs(offres, bareme)


@given(offres=des_offres(2), bareme=baremes(), cle=st.sampled_from(CLES[1:]), gain=centiemes)
def test_une_meilleure_note_ne_fait_jamais_reculer_quelle_que_soit_la_regle(offres, bareme, cle, gain):
    premiere, *autres = offres
    mieux = replace(premiere, notes={**premiere.notes, cle: min(NOTE_MAX, premiere.notes[cle] + gain)})
    assert rangs([mieux, *autres], bareme)[premiere.cle] <= rangs(offres, bareme)[premiere.cle]


@given(offres=des_offres(), bareme=baremes())
def test_des_sous_criteres_de_meme_note_valent_leur_critere_entier(offres, bareme):
    """Noter un critère d'un bloc ou ses parts à l'identique donne les mêmes totaux."""
    egales = [replace(o, notes={**o.notes, "methode-b": o.notes["methode-a"]}) for o in offres]
    prix_, a, b, equipe = bareme.criteres
    entier = Critere("methode-a", a.poids + b.poids, nom="Méthode")
    en_bloc = replace(bareme, criteres=(prix_, entier, equipe))
    assert {li.cle: li.exact for li in classer(egales, bareme)} == {
        li.cle: li.exact for li in classer(egales, en_bloc)
    }


@given(offres=des_offres(2), bareme=baremes())
def test_departager_ne_change_que_les_ex_aequo(offres, bareme):
    sans = classer(offres, replace(bareme, egalite="aucune"))
    avec = rangs(offres, bareme)
    for ligne in sans:
        groupe = [li for li in sans if li.rang == ligne.rang]
        assert ligne.rang <= avec[ligne.cle] < ligne.rang + len(groupe)


def deux_a_egalite():
    """Même total, 80 sur 100, l'une par le prix et l'autre par la méthode."""
    bareme = Bareme(
        (Critere("prix", Decimal(50), est_prix=True), Critere("methode", Decimal(50), nom="Méthode")),
        "proportionnelle",
        NOTE_MAX,
    )
    moins_chere = Offre(1, Decimal(60_000), {"methode": Decimal(3)}, "Moins chère")
    meilleure = Offre(2, Decimal(100_000), {"methode": Decimal(5)}, "Meilleure")
    return [moins_chere, meilleure], bareme


@pytest.mark.parametrize(
    ("egalite", "ordre", "ex_aequo"),
    [
        ("aucune", {1: 1, 2: 1}, True),
        ("prix", {1: 1, 2: 2}, False),
        ("critere", {1: 2, 2: 1}, False),
    ],
)
def test_une_egalite_se_departage_comme_le_cadre_le_dit(egalite, ordre, ex_aequo):
    offres, bareme = deux_a_egalite()
    lignes = classer(offres, replace(bareme, egalite=egalite))
    assert {li.cle: li.rang for li in lignes} == ordre
    assert {li.total for li in lignes} == {Decimal("80.00")}
    assert all(li.est_ex_aequo is ex_aequo for li in lignes)
    assert all(bool(li.departage) is not ex_aequo for li in lignes)


def test_l_arrondi_du_cadre_peut_faire_une_egalite():
    bareme = Bareme(
        (Critere("prix", Decimal(40), est_prix=True), Critere("methode", Decimal(60))),
        "proportionnelle",
        NOTE_MAX,
    )
    offres = [
        Offre(1, Decimal(90_000), {"methode": Decimal("4.00")}),
        Offre(2, Decimal(90_000), {"methode": Decimal("3.997")}),
    ]
    assert rangs(offres, bareme) == {1: 1, 2: 2}
    assert rangs(offres, replace(bareme, arrondi="dixieme")) == {1: 1, 2: 1}


@pytest.mark.parametrize("champ", ["egalite", "arrondi"])
def test_une_regle_inconnue_se_refuse(champ):
    offres, bareme = deux_a_egalite()
    with pytest.raises(ValueError, match="inconnue"):
        classer(offres, replace(bareme, **{champ: "au sort"}))


# --- jusqu'où le premier le reste ---


def au_poids(bareme, groupe, part):
    """Le même barème, où ce critère pèse `part` et les autres gardent leurs proportions."""
    dedans = sum(Fraction(c.poids) for c in bareme.criteres if c.groupe == groupe)
    dehors = sum(Fraction(c.poids) for c in bareme.criteres if c.groupe != groupe)
    facteurs = {True: part / dedans, False: (1 - part) / dehors}
    criteres = tuple(
        replace(c, poids=Fraction(c.poids) * facteurs[c.groupe == groupe]) for c in bareme.criteres
    )
    return replace(bareme, criteres=criteres, egalite="aucune", arrondi="exact")


@given(offres=des_offres(2), bareme=baremes(), ou=st.fractions(Fraction(1, 100), Fraction(99, 100)))
def test_dans_sa_plage_le_premier_le_reste_et_dehors_il_est_depasse(offres, bareme, ou):
    bareme = replace(bareme, arrondi="exact")
    for plage, groupe in zip(plages(offres, bareme), ["prix", "Méthode", "equipe"], strict=False):
        (gagnante,) = [li.cle for li in classer(offres, bareme) if li.rang == 1]
        dedans = plage.minimum + (plage.maximum - plage.minimum) * ou
        if 0 < dedans < 1:
            assert rangs(offres, au_poids(bareme, groupe, dedans))[gagnante] == 1
        if plage.sur:
            assert (
                rangs(offres, au_poids(bareme, groupe, plage.maximum + (1 - plage.maximum) * ou))[gagnante]
                > 1
            )
        if plage.sous and plage.minimum > 0:
            assert rangs(offres, au_poids(bareme, groupe, plage.minimum * ou))[gagnante] > 1


@given(offres=des_offres(2), bareme=baremes())
def test_le_poids_actuel_est_dans_sa_plage(offres, bareme):
    for plage in plages(offres, bareme):
        assert 0 <= plage.minimum <= plage.actuel <= plage.maximum <= 1
        assert plage.marge >= 0


def test_une_plage_dit_qui_depasserait():
    bareme = Bareme(
        (Critere("prix", Decimal(40), est_prix=True, nom="Prix"), Critere("m", Decimal(60), nom="Méthode")),
        "proportionnelle",
        NOTE_MAX,
    )
    offres = [
        Offre(1, Decimal(100_000), {"m": Decimal(5)}, "Chère et bonne"),
        Offre(2, Decimal(80_000), {"m": Decimal(4)}, "Moins chère"),
    ]
    prix_, methode = plages(offres, bareme)
    assert (prix_.nom, pour_cent(prix_.actuel), pour_cent(prix_.maximum)) == (
        "Prix",
        Decimal("40.0"),
        Decimal("50.0"),
    )
    assert (prix_.sur, prix_.sous) == ("Moins chère", "")
    assert (pour_cent(methode.minimum), methode.sous, methode.est_libre) == (
        Decimal("50.0"),
        "Moins chère",
        False,
    )


def test_a_egalite_en_tete_ou_seule_il_n_y_a_pas_de_plage_a_dire():
    offres, bareme = deux_a_egalite()
    assert plages(offres, bareme) == []
    assert all(plage.est_libre for plage in plages(offres[:1], bareme))


def test_l_ecart_d_un_prix_se_mesure_aux_autres():
    assert ecarts_de_prix({1: Decimal(100)}) == {}
    ecarts = ecarts_de_prix({1: Decimal(50), 2: Decimal(100), 3: Decimal(100)})
    assert ecarts[1] == Decimal("-0.5")
    assert ecarts[2] > 0
