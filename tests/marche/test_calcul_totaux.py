"""Les totaux de l'argent, éprouvés comme des lois : rien ne se perd d'un tableau à l'autre."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape2_marche.calcul import Engagement, consommation
from etabli.etape2_marche.calcul.consommation import prevision
from etabli.etape2_marche.calcul.execution import Demande, Poste, bilan

centimes = st.integers(0, 50_000_000).map(lambda n: Decimal(n) / 100)
signes = st.integers(-5_000_000, 5_000_000).map(lambda n: Decimal(n) / 100)
engagements = st.lists(
    st.builds(
        Engagement,
        titulaire=st.sampled_from(["Les Traverses", "Plein Champ", "Confluences"]),
        annee=st.integers(2023, 2029),
        montant=centimes,
        region=st.sampled_from(["Normandie", "Bretagne", ""]),
        facture=centimes,
        paye=centimes,
    ),
    max_size=12,
)


@given(engagements, st.none() | centimes)
def test_chaque_tableau_de_la_consommation_a_le_meme_total(liste, maximum):
    lue = consommation(liste, maximum)
    attendu = sum((e.montant for e in liste), Decimal(0))
    assert lue.total == attendu
    for cumuls in (lue.titulaires, lue.regions, lue.par_annee):
        assert sum(c.engage for c in cumuls) == attendu
        assert sum(c.facture for c in cumuls) == lue.facture == sum(e.facture for e in liste)
        assert sum(c.paye for c in cumuls) == lue.paye == sum(e.paye for e in liste)
        assert sum(c.reste_a_payer for c in cumuls) == attendu - lue.paye
        assert sum(c.nb_marches for c in cumuls) == lue.nb_marches == len(liste)
    assert sum(lue.total_de(nom) for nom in lue.par_titulaire) == attendu
    assert sum(lue.total_de_l_annee(annee) for annee in lue.annees) == attendu
    assert lue.reste is None if maximum is None else lue.reste + lue.total == maximum


@given(engagements, st.randoms())
def test_l_ordre_des_marches_ne_change_pas_la_consommation(liste, hasard):
    melangee = list(liste)
    hasard.shuffle(melangee)
    assert consommation(melangee, None) == consommation(liste, None)


@st.composite
def marches(draw):
    postes = [
        Poste(cle, f"Phase {cle}", draw(centimes), draw(signes))
        for cle in range(1, draw(st.integers(1, 6)) + 1)
    ]
    cles = st.sampled_from([poste.cle for poste in postes])
    demandes = draw(
        st.lists(
            st.builds(
                Demande,
                lignes=st.lists(st.tuples(cles, centimes), max_size=4).map(tuple),
                avance=centimes,
                reprise=centimes,
                retenue=centimes,
                est_payee=st.booleans(),
                taux=st.sampled_from([Decimal(0), Decimal("5.5"), Decimal(20)]),
            ),
            max_size=6,
        )
    )
    return postes, demandes


@given(marches(), centimes)
def test_le_bilan_d_un_marche_est_la_somme_de_ses_phases(marche, refactions):
    postes, demandes = marche
    lu = bilan(
        postes,
        demandes,
        prix_initial=sum((p.prix for p in postes), Decimal(0)),
        avenants=sum((p.ecarts for p in postes), Decimal(0)),
        refactions=refactions,
    )
    assert lu.prix_actuel == sum(p.prix_actuel for p in postes)
    assert lu.facture == sum(ligne.facture for ligne in lu.lignes)
    assert lu.reste_a_facturer == sum(ligne.reste for ligne in lu.lignes)
    assert all(ligne.facture + ligne.reste == ligne.poste.prix_actuel for ligne in lu.lignes)
    payees = [d for d in demandes if d.est_payee]
    assert lu.paye_brut == sum(d.brut for d in payees)
    # Ce qui sort de la caisse : les prestations payées, plus l'avance, moins ce qui en est repris ou retenu.
    assert lu.paye == lu.paye_brut + sum(d.avance - d.reprise - d.retenue for d in payees)
    assert lu.refactions_a_retenir == max(Decimal(0), refactions - sum(d.retenue for d in demandes))


@given(marches())
def test_payer_une_facture_ne_change_pas_ce_qui_reste_a_facturer(marche):
    postes, demandes = marche
    payees = [Demande(d.lignes, d.avance, d.reprise, d.retenue, True, d.taux) for d in demandes]
    avant, apres = (bilan(postes, liste, prix_initial=Decimal(0)) for liste in (demandes, payees))
    assert avant.reste_a_facturer == apres.reste_a_facturer
    assert avant.avance_a_rembourser == apres.avance_a_rembourser
    assert apres.paye_brut == apres.facture


DEBUT, FIN = date(2024, 1, 1), date(2028, 1, 1)


@pytest.mark.parametrize("au", [FIN, FIN + timedelta(days=200)])
def test_au_terme_la_prevision_est_ce_qui_est_engage(au):
    prevue = prevision(Decimal(480_000), debut=DEBUT, fin=FIN, au=au, maximum=Decimal(500_000))
    assert prevue.mois_restants == 0
    assert prevue.au_terme == 480_000
    assert prevue.marge == 20_000
    assert not prevue.depasse


def test_a_mi_parcours_la_prevision_double_ce_qui_est_engage():
    milieu = DEBUT + (FIN - DEBUT) / 2
    prevue = prevision(Decimal(240_000), debut=DEBUT, fin=FIN, au=milieu, maximum=Decimal(400_000))
    assert (
        abs(prevue.au_terme - 480_000) < 1_000
    )  # un jour d'écart : la période compte un nombre impair de jours
    assert prevue.depasse
    assert prevue.mois_avant_le_maximum < prevue.mois_restants


@given(
    centimes,
    centimes,
    st.integers(31, 2_000).map(lambda n: DEBUT + timedelta(days=n)),
    st.none() | centimes,
)
def test_la_prevision_ne_descend_jamais_sous_ce_qui_est_engage_et_annonce(engage, annonce, au, maximum):
    prevue = prevision(engage, debut=DEBUT, fin=FIN, au=au, en_passation=annonce, maximum=maximum)
    assert prevue.au_terme >= engage + annonce
    assert prevue.mois_restants >= 0
    assert prevue.depasse == (maximum is not None and prevue.au_terme > maximum)


def test_avant_un_mois_il_n_y_a_pas_de_prevision():
    assert prevision(Decimal(1), debut=DEBUT, fin=FIN, au=DEBUT + timedelta(days=30)) is None
