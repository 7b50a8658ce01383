"""La loi des valises : réunir deux fois ne change rien, et rien de ce qu'un seul a écrit ne se perd."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape4_seance.calcul import enveloppe
from etabli.etape4_seance.calcul.fusion import Conflit, appliquer, fusionner

CLES = st.sampled_from(["a", "b", "c"])
LIGNE = st.fixed_dictionaries({"texte": st.integers(0, 2), "famille": st.integers(0, 1)})
RELEVE = st.fixed_dictionaries({"idee": st.dictionaries(CLES, LIGNE, max_size=3)})


@given(RELEVE, RELEVE, RELEVE)
def test_reunir_deux_fois_ne_change_rien(base, ici, venu):
    """import(import(x)) = import(x) : après la première, `venu` devient la base des suivantes."""
    une_fois = appliquer(fusionner(base, ici, venu), ici)

    encore = fusionner(venu, une_fois, venu)

    assert encore.est_vide
    assert appliquer(encore, une_fois) == une_fois


@given(RELEVE, RELEVE)
def test_ce_qui_n_a_pas_change_au_loin_ne_change_rien_ici(base, ici):
    assert fusionner(base, ici, base).est_vide


@given(RELEVE, RELEVE)
def test_si_rien_n_a_change_ici_tout_ce_qui_vient_est_pris(base, venu):
    plan = fusionner(base, base, venu)

    assert not plan.conflits
    assert appliquer(plan, base) == venu


@given(RELEVE, RELEVE, RELEVE)
def test_rien_de_ce_qui_a_ete_ecrit_ici_n_est_ecrase(base, ici, venu):
    apres = appliquer(fusionner(base, ici, venu), ici)

    for cle, ligne in ici["idee"].items():
        for champ, valeur in ligne.items():
            if base["idee"].get(cle, {}).get(champ) != valeur:
                assert apres["idee"][cle][champ] == valeur


def test_ce_que_les_deux_ont_change_reste_comme_ici_et_se_dit():
    base = {"idee": {"a": {"texte": "Un marché"}}}
    ici = {"idee": {"a": {"texte": "Un marché couvert"}}}
    venu = {"idee": {"a": {"texte": "Un marché le samedi"}}}

    plan = fusionner(base, ici, venu)

    assert plan.conflits == [Conflit("idee", "a", "texte", "Un marché couvert", "Un marché le samedi")]
    assert appliquer(plan, ici) == ici


def test_ce_qu_une_ligne_ramenee_designe_revient_avec_elle():
    base = {"activite": {"1": {"titre": "Recueil"}}}
    venu = base | {"idee": {"a": {"activite": "1"}}}

    plan = fusionner(base, {}, venu, lambda modele, champ: "activite" if champ == "activite" else None)

    assert set(plan.ajouts) == {("idee", "a"), ("activite", "1")}


@pytest.fixture
def cle():
    return enveloppe.neuve()


def test_une_valise_s_ouvre_telle_qu_elle_a_ete_fermee(cle):
    contenu, de_qui = enveloppe.ouvrir(enveloppe.sceller({"sens": "aller", "é": [1, 2]}, cle))

    assert contenu["sens"] == "aller"
    assert contenu["é"] == [1, 2]
    assert de_qui == enveloppe.publique(cle)


@given(st.data())
def test_un_seul_signe_change_et_la_valise_est_refusee(data):
    scellee = json.loads(enveloppe.sceller({"texte": "une halle", "nb": 12}, enveloppe.derivee("essai")))
    champ = data.draw(st.sampled_from(["texte", "nb", "format", "signature", "cle"]))
    ou = scellee if champ in scellee else scellee["contenu"]
    ou[champ] = data.draw(st.text(max_size=8).filter(lambda t: t != ou[champ]))

    with pytest.raises(enveloppe.ValiseRefusee):
        enveloppe.ouvrir(json.dumps(scellee).encode())


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7", b"[]", b'{"contenu": 1}', b"\xff\xfe", b"[" * 5000])
def test_un_autre_fichier_dit_lequel_choisir(octets):
    with pytest.raises(enveloppe.ValiseRefusee, match="n'est pas une valise de séance"):
        enveloppe.ouvrir(octets)


def test_une_valise_d_une_autre_main_est_refusee(cle):
    with pytest.raises(enveloppe.ValiseRefusee, match="à qui la séance a été confiée"):
        enveloppe.ouvrir(enveloppe.sceller({}, enveloppe.neuve()), cle=enveloppe.publique(cle))


def test_l_empreinte_se_lit_a_voix_haute(cle):
    assert [len(groupe) for groupe in enveloppe.empreinte(enveloppe.publique(cle)).split()] == [4] * 4
