"""Le partage des frais tombe juste, au centime."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape3_atelier.calcul.budget import repartir, soldes

montants = st.decimals(Decimal(0), Decimal("99999.99"), places=2)
cles = st.dictionaries(st.integers(1, 9), st.integers(0, 20), min_size=1).filter(lambda p: any(p.values()))


@given(montants, cles)
def test_les_quotes_parts_font_exactement_le_montant(montant, parts):
    quotes = repartir(montant, parts)

    assert sum(quotes.values()) == montant
    total = sum(parts.values())
    for cle, part in parts.items():
        assert abs(quotes[cle] - montant * part / total) < Decimal("0.01")
        assert part or not quotes[cle]


@given(st.lists(st.tuples(st.integers(1, 12), montants)), cles)
def test_la_somme_des_soldes_est_nulle(depenses, parts):
    trouves = soldes(depenses, parts)

    assert sum(s.solde for s in trouves.values()) == 0
    assert sum(s.paye for s in trouves.values()) == sum(m for _, m in depenses)


def test_le_centime_qui_reste_va_au_plus_fort_reste():
    assert repartir(Decimal("100.00"), {"a": 1, "b": 1, "c": 1}) == {
        "a": Decimal("33.34"),
        "b": Decimal("33.33"),
        "c": Decimal("33.33"),
    }
    # 0,005 et 0,025 : à restes égaux, le premier cité.
    assert repartir(Decimal("0.03"), {"a": 1, "b": 5}) == {"a": Decimal("0.01"), "b": Decimal("0.02")}


def test_celui_qui_paie_sans_prendre_de_part_est_rembourse():
    trouves = soldes([("dreal", Decimal("90.00"))], {"cc": 2, "commune": 1})

    assert trouves["dreal"].solde == Decimal("90.00")
    assert (trouves["cc"].solde, trouves["commune"].solde) == (Decimal("-60.00"), Decimal("-30.00"))


@pytest.mark.parametrize(
    ("montant", "parts"),
    [
        ("10.00", {}),
        ("10.00", {"a": 0}),
        ("10.00", {"a": -1, "b": 2}),
        ("-1.00", {"a": 1}),
        ("0.001", {"a": 1}),
    ],
)
def test_un_partage_impossible_est_refuse(montant, parts):
    with pytest.raises(ValueError, match=r"."):
        repartir(Decimal(montant), parts)
