"""Une case de tableur se relit comme elle s'est écrite, et dit ce qui ne va pas."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route.calcul.cellules import (
    CaseIllisibleError,
    ecrire_les_lignes,
    ecrire_un_montant,
    ecrire_une_date,
    lire_les_lignes,
    lire_un_entier,
    lire_un_montant,
    lire_une_date,
    net,
)

MONTANTS = st.decimals(0, Decimal("9999999999.99"), places=2)


@given(
    st.lists(
        st.tuples(st.text(min_size=1).filter(lambda t: net(t).strip()), st.text(), st.text()), max_size=5
    )
)
def test_des_lignes_de_case_se_relisent_comme_elles_se_sont_ecrites(lignes):
    nettes = [[" ".join(net(p).split()) for p in ligne] for ligne in lignes]

    assert lire_les_lignes(ecrire_les_lignes(lignes), 3) == nettes


@given(MONTANTS)
def test_un_montant_se_relit(montant):
    assert lire_un_montant(ecrire_un_montant(montant)) == montant


@given(st.dates(min_value=date(1900, 1, 1)))
def test_une_date_se_relit_dans_les_deux_ecritures(jour):
    assert lire_une_date(ecrire_une_date(jour)) == lire_une_date(jour.isoformat()) == jour


@given(st.text())
def test_un_texte_net_reste_le_meme(texte):
    assert net(net(texte)) == net(texte)


@pytest.mark.parametrize(
    ("lire", "case", "phrase"),
    [
        (lire_une_date, "31/02/2027", "n'est pas une date"),
        (lire_une_date, "au printemps", "n'est pas une date"),
        (lire_un_montant, "beaucoup", "n'est pas un montant"),
        (lire_un_montant, "-3", "est négatif"),
        (lire_un_montant, "99999999999", "dépasse dix milliards"),
        (lire_un_entier, "1,5", "n'est pas un numéro"),
        (lire_un_entier, "²", "n'est pas un numéro"),
    ],
)
def test_une_case_illisible_dit_quoi_ecrire(lire, case, phrase):
    with pytest.raises(CaseIllisibleError, match=phrase):
        lire(case)


def test_un_trait_ou_une_barre_dans_un_nom_ne_coupe_pas_la_ligne():
    lignes = [["Région | Europe", "FEDER \\ FSE", ""]]

    assert lire_les_lignes(ecrire_les_lignes(lignes), 3) == lignes
