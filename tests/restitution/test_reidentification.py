"""Ce qui ferait reconnaître quelqu'un est signalé, masqué, ou tu ; sans la base."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape6_restitution.reidentification import (
    Nature,
    groupes_a_nommer,
    masquer,
    mentions_des_lieux,
    soupcons,
)


@pytest.mark.parametrize(
    ("texte", "nature", "extrait"),
    [
        ("Écrivez à jeanne.d@exemple.test svp", Nature.COURRIEL, "jeanne.d@exemple.test"),
        ("Appelez le 06 12 34 56 78.", Nature.TELEPHONE, "06 12 34 56 78"),
        ("Au +33 6.12.34.56.78", Nature.TELEPHONE, "+33 6.12.34.56.78"),
        ("Devant le 12 bis rue des Lilas, un banc", Nature.ADRESSE, "12 bis rue des Lilas"),
        ("Au lieu-dit La Prée, plus rien", Nature.ADRESSE, "lieu-dit La Prée"),
        ("Depuis le 12 mars 2019 tout a fermé", Nature.DATE, "12 mars 2019"),
        ("La réunion du 03/04/2021", Nature.DATE, "03/04/2021"),
        ("M. Dupont a vendu son champ", Nature.NOM, "M. Dupont"),
        ("Madame de La Tour s'en occupe", Nature.NOM, "Madame de La Tour"),
        ("Demandez à Jeanne Martin", Nature.NOM, "Jeanne Martin"),
        ("Notre boulangère part en retraite", Nature.FONCTION, "Notre boulangère"),
        ("Il faut que le maire vienne", Nature.FONCTION, "le maire"),
    ],
)
def test_ce_qui_ferait_reconnaitre_quelqu_un_est_signale(texte, nature, extrait):
    assert [(s.nature, s.extrait.strip()) for s in soupcons(texte)] == [(nature, extrait)]


@pytest.mark.parametrize(
    "texte",
    [
        "Rouvrir un commerce au bourg",
        "Une ligne de bus toutes les 30 minutes d'ici 2030",
        "Les maires doivent se parler",
        "Planter 1 200 mètres de haies",
        "Le centre de Rupt-de-Mad se vide",
        "",
    ],
)
def test_une_phrase_ordinaire_n_est_pas_signalee(texte):
    assert soupcons(texte, lieux=["Rupt-de-Mad"], mentions={"Rupt-de-Mad": 12}) == []


def test_un_lieu_que_presque_personne_ne_nomme_est_signale_accents_ou_non():
    textes = ["À Étival on attend", "etival aussi", *["Le bourg de Gouvets"] * 9]
    mentions = mentions_des_lieux(textes, ["Étival", "Gouvets"])

    assert mentions == {"Étival": 2, "Gouvets": 9}
    (signale,) = soupcons(textes[1], lieux=mentions, mentions=mentions)
    assert (signale.nature, signale.extrait) == (Nature.LIEU, "etival")
    assert soupcons(textes[-1], lieux=mentions, mentions=mentions) == []


MORCEAUX = st.sampled_from(
    [
        "le maire", "M. Dupont", "Jeanne Martin", "06 12 34 56 78", "a@b.fr", "12 rue du Pré", "le 3 mai 1999",
        "Rupt", "rouvrir", "la gare", ",", ".", "\n", "É", "12", "née en 1950", "lieu-dit Le Bas",
    ]
)  # fmt: skip
TEXTES = st.one_of(st.text(max_size=200), st.lists(MORCEAUX, max_size=12).map(" ".join))


@given(TEXTES)
def test_les_passages_signales_sont_dans_le_texte_en_ordre_et_sans_chevauchement(texte):
    trouves = soupcons(texte, lieux=["Rupt"], mentions={"Rupt": 1})

    assert all(texte[s.debut : s.fin] == s.extrait and s.debut < s.fin for s in trouves)
    assert all(a.fin <= b.debut for a, b in pairwise(trouves))


@given(TEXTES)
def test_une_fois_masque_aucun_passage_certain_ne_reste(texte):
    trouves = soupcons(texte)
    masque = masquer(texte, trouves)

    assert not any(s.nature in (Nature.COURRIEL, Nature.TELEPHONE) for s in soupcons(masque))
    assert masquer(texte, []) == texte
    for soupcon in trouves:
        assert f"[{soupcon.nature.value}]" in masque


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 30), max_size=8), st.integers(3, 12))
def test_un_groupe_tu_ne_se_deduit_jamais_des_autres(effectifs, seuil):
    nommes = groupes_a_nommer(effectifs, seuil)
    tus = sum(nb for groupe, nb in effectifs.items() if groupe not in nommes)

    assert all(effectifs[groupe] >= seuil for groupe in nommes)
    assert not nommes or tus == 0 or tus >= seuil
