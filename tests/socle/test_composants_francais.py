from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle import francais
from etabli.socle.francais import FINE, INSECABLE

MAINTENANT = datetime(2026, 3, 3, 14, 3)


def clair(texte):
    """Les espaces insécables ordinaires, pour que le test se lise."""
    return texte.replace(FINE, " ").replace(INSECABLE, " ")


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (Decimal("12345.60"), "12 345,60 €"),
        (Decimal("100000"), "100 000 €"),
        (Decimal("0.005"), "0,01 €"),
        (Decimal("-1200.5"), "−1 200,50 €"),
        (0, "0 €"),
        (None, ""),
    ],
)
def test_les_euros_s_ecrivent_a_la_francaise(valeur, attendu):
    assert clair(francais.euros(valeur)) == attendu


def test_le_signe_euro_ne_passe_jamais_a_la_ligne_seul():
    assert francais.euros(1000) == f"1{FINE}000{INSECABLE}€"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_un_montant_ecrit_se_relit_sans_perdre_un_centime(montant):
    ecrit = clair(francais.euros(montant, 2)).removesuffix(" €")
    assert Decimal(ecrit.replace(" ", "").replace(",", ".").replace("−", "-")) == montant


@pytest.mark.parametrize(
    ("combien", "mot", "attendu"),
    [
        (0, "commune", "0 commune"),
        (1, "commune", "1 commune"),
        (2, "commune", "2 communes"),
        (1234, "action engagée", "1 234 actions engagées"),
        (3, "projet de territoire", "3 projets de territoire"),
        (2, "enjeu local", "2 enjeux locaux"),
        (2, "avis", "2 avis"),
    ],
)
def test_le_pluriel_commence_a_deux_et_s_accorde(combien, mot, attendu):
    assert clair(francais.pluriel(combien, mot)) == attendu


@pytest.mark.parametrize(
    ("elements", "attendu"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_une_liste_finit_par_et(elements, attendu):
    assert francais.liste_et(elements) == attendu


@pytest.mark.parametrize(
    ("quand", "attendu"),
    [
        (datetime(2026, 3, 3, 9, 0), "aujourd'hui à 9 h"),
        (datetime(2026, 3, 2, 14, 3), "hier à 14 h 03"),
        (datetime(2026, 3, 5, 8, 30), "après-demain à 8 h 30"),
        (datetime(2026, 6, 1, 10, 0), "le 1er juin à 10 h"),
        (datetime(2025, 6, 1, 10, 0), "le 1er juin 2025 à 10 h"),
        (date(2026, 3, 4), "demain"),
    ],
)
def test_un_moment_se_dit_au_plus_court(quand, attendu):
    assert clair(francais.quand(quand, MAINTENANT)) == attendu


def test_un_jour_se_dit_en_entier():
    assert clair(francais.jour(date(2026, 3, 3))) == "mardi 3 mars 2026"
    assert clair(francais.jour(date(2026, 3, 1), semaine=False)) == "1er mars 2026"


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2026, 3, 3), None, "le 3 mars 2026"),
        (date(2026, 3, 3), date(2026, 3, 3), "le 3 mars 2026"),
        (date(2026, 3, 3), date(2026, 3, 5), "du 3 au 5 mars 2026"),
        (date(2026, 2, 28), date(2026, 3, 3), "du 28 février au 3 mars 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "du 30 décembre 2025 au 2 janvier 2026"),
        (None, date(2026, 1, 2), "jusqu'au 2 janvier 2026"),
    ],
)
def test_une_periode_ne_repete_pas_ce_qui_est_commun(debut, fin, attendu):
    assert clair(francais.periode(debut, fin)) == attendu


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        (1, "1 octet"),
        (340_000, "340 ko"),
        (2_400_000, "2,4 Mo"),
        (2_000_000, "2 Mo"),
        (3_100_000_000, "3,1 Go"),
    ],
)
def test_un_poids_se_dit_dans_son_unite(octets, attendu):
    assert clair(francais.taille(octets)) == attendu


def test_une_part_se_dit_en_pour_cent():
    assert clair(francais.pourcent(Decimal("0.256"))) == "26 %"


def test_une_duree_passe_en_annees_a_deux_ans():
    assert [clair(francais.duree(m)) for m in (12, 23, 24, 30)] == [
        "12 mois",
        "23 mois",
        "2 ans",
        "2 ans et 6 mois",
    ]
