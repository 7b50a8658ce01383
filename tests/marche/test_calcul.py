"""Les lois du classement : elles tiennent pour toutes les offres, pas seulement pour nos exemples."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape2_marche.calcul import (
    REGLES,
    Bareme,
    Critere,
    Engagement,
    Offre,
    classer,
    consommation,
    dispersion,
    note_de_prix,
    sensibilite,
)

PRIX, METHODE, EQUIPE = 1, 2, 3
NOTE_MAX = Decimal(5)
centiemes = st.integers(0, 500).map(lambda n: Decimal(n) / 100)
prix = st.integers(1_000_00, 300_000_00).map(lambda n: Decimal(n) / 100)
poids = st.integers(1, 10_000).map(lambda n: Decimal(n) / 100)
regles = st.sampled_from(sorted(REGLES))


@st.composite
def baremes(draw):
    criteres = (
        Critere(PRIX, draw(poids), est_prix=True),
        Critere(METHODE, draw(poids)),
        Critere(EQUIPE, draw(poids)),
    )
    return Bareme(criteres, draw(regles), NOTE_MAX)


@st.composite
def des_offres(draw, minimum=1):
    nb = draw(st.integers(minimum, 6))
    return [Offre(n, draw(prix), {METHODE: draw(centiemes), EQUIPE: draw(centiemes)}) for n in range(nb)]


def rangs(offres, bareme):
    return {ligne.cle: ligne.rang for ligne in classer(offres, bareme)}


@given(offres=des_offres(), bareme=baremes(), hasard=st.randoms())
def test_l_ordre_des_offres_ne_change_pas_le_classement(offres, bareme, hasard):
    melangees = list(offres)
    hasard.shuffle(melangees)
    assert classer(melangees, bareme) == classer(offres, bareme)


@given(offres=des_offres(), bareme=baremes(), facteur=st.integers(1, 1000))
def test_multiplier_tous_les_poids_ne_change_pas_le_classement(offres, bareme, facteur):
    criteres = tuple(replace(c, poids=c.poids * facteur) for c in bareme.criteres)
    assert rangs(offres, replace(bareme, criteres=criteres)) == rangs(offres, bareme)


@given(offres=des_offres(), bareme=baremes(), rang=st.integers(0, 5), plus=centiemes)
def test_une_meilleure_note_ne_fait_jamais_reculer(offres, bareme, rang, plus):
    choisie = offres[rang % len(offres)]
    meilleure = replace(
        choisie, notes={**choisie.notes, METHODE: min(NOTE_MAX, choisie.notes[METHODE] + plus)}
    )
    apres = [meilleure if o is choisie else o for o in offres]
    assert rangs(apres, bareme)[choisie.cle] <= rangs(offres, bareme)[choisie.cle]


@given(offres=des_offres(), regle=regles)
def test_la_note_du_prix_reste_dans_ses_bornes_et_le_moins_cher_a_le_maximum(offres, regle):
    plus_bas = min(o.prix for o in offres)
    notes = {o.cle: note_de_prix(o.prix, plus_bas, regle, NOTE_MAX) for o in offres}
    assert all(0 <= note <= NOTE_MAX for note in notes.values())
    assert all(notes[o.cle] == NOTE_MAX for o in offres if o.prix == plus_bas)


@given(a=prix, b=prix, plus_bas=prix, regle=regles)
def test_plus_cher_n_est_jamais_mieux_note(a, b, plus_bas, regle):
    bas = min(a, b, plus_bas)
    moins, plus = sorted((a, b))
    assert note_de_prix(plus, bas, regle, NOTE_MAX) <= note_de_prix(moins, bas, regle, NOTE_MAX)


@given(offres=des_offres(), bareme=baremes())
def test_les_rangs_comptent_ceux_qui_sont_devant(offres, bareme):
    lignes = classer(offres, bareme)
    for ligne in lignes:
        assert ligne.rang == 1 + sum(autre.exact > ligne.exact for autre in lignes)
        assert 0 <= ligne.total <= 100
        assert ligne.est_ex_aequo == (sum(autre.rang == ligne.rang for autre in lignes) > 1)


@given(offres=des_offres(2), bareme=baremes())
def test_deux_totaux_differents_ne_s_ecrivent_jamais_pareil(offres, bareme):
    lignes = classer(offres, bareme)
    ecrits = {ligne.total for ligne in lignes}
    assert (
        len(ecrits) == len({ligne.exact for ligne in lignes})
        or max(-total.as_tuple().exponent for total in ecrits) == 8
    )


BAREME = Bareme(
    (
        Critere(PRIX, Decimal(40), est_prix=True, nom="Prix"),
        Critere(METHODE, Decimal(40), nom="Méthode"),
        Critere(EQUIPE, Decimal(20), nom="Équipe"),
    ),
    "proportionnelle",
    NOTE_MAX,
)


def offre(cle, montant, methode, equipe):
    return Offre(cle, Decimal(montant), {METHODE: Decimal(methode), EQUIPE: Decimal(equipe)})


def test_un_classement_verifie_a_la_main():
    lignes = classer([offre(1, 100_000, 4, 4), offre(2, 80_000, 3, 3)], BAREME)

    # 2 : 40 + 24 + 12 = 76 ; 1 : 40 × 0,8 + 32 + 16 = 80.
    assert [(ligne.cle, ligne.rang, ligne.total) for ligne in lignes] == [
        (1, 1, Decimal("80.00")),
        (2, 2, Decimal("76.00")),
    ]
    assert lignes[0].points == {PRIX: Decimal("32.00"), METHODE: Decimal("32.00"), EQUIPE: Decimal("16.00")}
    assert lignes[0].notes[PRIX] == Decimal("4.00")


def test_deux_offres_egales_partagent_le_rang_et_la_suivante_saute():
    lignes = classer([offre(1, 90_000, 4, 4), offre(2, 90_000, 4, 4), offre(3, 90_000, 3, 4)], BAREME)
    assert [(ligne.cle, ligne.rang, ligne.est_ex_aequo) for ligne in lignes] == [
        (1, 1, True),
        (2, 1, True),
        (3, 3, False),
    ]


def test_la_regle_lineaire_s_annule_au_double_du_prix():
    assert note_de_prix(Decimal(200), Decimal(100), "lineaire", NOTE_MAX) == 0
    assert note_de_prix(Decimal(500), Decimal(100), "lineaire", NOTE_MAX) == 0
    assert note_de_prix(Decimal(150), Decimal(100), "lineaire", NOTE_MAX) == Decimal("2.50")


@pytest.mark.parametrize(("montant", "regle"), [(Decimal(0), "lineaire"), (Decimal(1), "inconnue")])
def test_un_prix_nul_ou_une_regle_inconnue_se_refusent(montant, regle):
    with pytest.raises(ValueError, match=r"Un prix est un montant positif|Règle de prix inconnue"):
        note_de_prix(montant, Decimal(1), regle, NOTE_MAX)


def test_une_note_manquante_se_refuse():
    with pytest.raises(ValueError, match="Il manque une note"):
        classer([Offre(1, Decimal(1), {METHODE: Decimal(1)})], BAREME)


def test_sans_offre_il_n_y_a_pas_de_classement():
    assert classer([], BAREME) == []


def test_la_sensibilite_dit_quel_poids_change_le_premier():
    # 87,2 contre 88 : la seconde gagne par la méthode, de peu.
    serrees = [offre(1, 80_000, "3.9", 4), offre(2, 100_000, 5, 4)]

    variantes = sensibilite(serrees, BAREME)

    assert len(variantes) == 2 * len(BAREME.criteres)
    bascules = {(v.critere.cle, v.ecart) for v in variantes if v.change_le_premier}
    assert bascules == {(PRIX, Decimal("0.2")), (METHODE, Decimal("-0.2"))}


def test_la_sensibilite_d_un_choix_net_ne_bascule_jamais():
    nettes = [offre(1, 80_000, 5, 5), offre(2, 120_000, 2, 2)]
    assert not any(v.change_le_premier for v in sensibilite(nettes, BAREME))


def test_la_dispersion_montre_l_ecart_entre_evaluateurs():
    ecart = dispersion([Decimal(2), Decimal(5), Decimal(3)])
    assert ecart is not None
    assert (ecart.minimum, ecart.maximum, ecart.mediane, ecart.etendue) == (2, 5, 3, 3)
    assert dispersion([]) is None


def test_la_consommation_se_lit_par_titulaire_et_par_annee():
    engagements = [
        Engagement("B", 2025, Decimal(100)),
        Engagement("A", 2024, Decimal(50)),
        Engagement("A", 2025, Decimal(30)),
    ]
    bilan = consommation(engagements, Decimal(1000))
    assert (bilan.total, bilan.reste, bilan.annees) == (180, 820, (2024, 2025))
    assert (bilan.total_de("A"), bilan.total_de_l_annee(2025)) == (80, 130)
    assert consommation(engagements, None).reste is None
