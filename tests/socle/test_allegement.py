"""Ce qui est retiré ne servait pas : les feuilles, les variables, les signes des polices."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from etabli.socle.allegement.css import (
    Tri,
    Vocabulaire,
    adresses,
    deplacer,
    elaguer,
    mots,
    sans_variables_inutiles,
)
from etabli.socle.allegement.polices import SIGNES, alleger, partager_les_faces
from etabli.socle.allegement.statiques import FEUILLES, SCRIPT, mots_de_la_maison, reunir

TRI = Tri(
    Vocabulaire(frozenset({"fr-btn", "fr-badge--", "success", "fr-modal"}), frozenset({"modal--opened"}))
)


@pytest.mark.parametrize(
    ("feuille", "attendue"),
    [
        (".fr-btn{a:b}.fr-tuile{c:d}", ".fr-btn{a:b}"),
        (".fr-btn,.fr-tuile a{a:b}", ".fr-btn{a:b}"),
        (".fr-btn:not(.fr-tuile){a:b}", ".fr-btn:not(.fr-tuile){a:b}"),
        (".fr-badge--success{a:b}.fr-badge--rare{a:b}", ".fr-badge--success{a:b}"),
        (".fr-modal--opened{a:b}.fr-tab--opened{a:b}", ".fr-modal--opened{a:b}"),
        ("@media print{.fr-tuile{a:b}}", ""),
        ("@media print{.fr-btn{a:b}}", "@media print{.fr-btn{a:b}}"),
        ('a[href]::after{content:"}{"}', 'a[href]::after{content:"}{"}'),
        ('@charset "utf-8";.autre{a:b}', '@charset "utf-8";.autre{a:b}'),
        ("@font-face{src:url(a)}", "@font-face{src:url(a)}"),
        ("/* .fr-btn */.fr-tuile{a:b}", ""),
    ],
)
def test_une_regle_reste_si_une_page_peut_l_appeler(feuille, attendue):
    assert elaguer(feuille, TRI) == attendue


def test_une_accolade_oubliee_se_dit():
    with pytest.raises(ValueError, match="accolade"):
        elaguer(".a{b:c", TRI)


def test_une_variable_que_rien_ne_lit_s_en_va_avec_celles_qui_ne_servaient_qu_a_elle():
    feuille = ":root{--a:1;--b:var(--c);--c:2;--d:3}p{x:var(--a)}"
    assert sans_variables_inutiles(feuille, frozenset({"--d"})) == ":root{--a:1;--d:3}p{x:var(--a)}"


def test_les_adresses_suivent_la_feuille():
    feuille = deplacer('a{b:url(fonts/x.woff)}c{d:url("../i/y.svg")}e{f:url(data:z)}', "dsfr/dist", "socle")
    assert adresses(feuille) == {"../dsfr/dist/fonts/x.woff", "../dsfr/i/y.svg"}


def lire(nom):
    return Path(finders.find(nom)).read_bytes()


@pytest.fixture(scope="module")
def reunie():
    vocabulaire = Vocabulaire(mots_de_la_maison(), frozenset(mots(lire(SCRIPT).decode())))
    return reunir({nom: lire(nom).decode() for nom in FEUILLES}, vocabulaire)


def test_les_feuilles_du_dsfr_perdent_plus_de_la_moitie_sans_perdre_une_classe_de_nos_pages(reunie):
    entieres = "".join(lire(nom).decode() for nom in FEUILLES)
    assert len(reunie) < len(entieres) / 2
    nos_classes = {m for m in mots_de_la_maison() if m.startswith("fr-") and m[-1] not in "-_"}
    seules = {c for c in re.findall(r"[},]\.(fr-[\w-]+)[{,]", entieres) if c in nos_classes}
    assert len(seules) > 100
    assert {c for c in seules if f".{c}" not in reunie} == set()
    assert reunie.count("{") == reunie.count("}")


def test_chaque_police_a_ses_deux_faces(reunie):
    assert reunie.count("unicode-range") == reunie.count("@font-face") > 10
    assert partager_les_faces("@font-face{a:b;src:url(x.woff)}") == "@font-face{a:b;src:url(x.woff)}"


def test_une_police_allegee_garde_le_francais_et_pese_trois_fois_moins():
    entiere = lire("dsfr/dist/fonts/Marianne-Regular.woff")
    allegee = alleger(entiere)
    assert len(allegee) < len(entiere) / 3
    signes = TTFont(BytesIO(allegee)).getBestCmap()
    assert {ord(c) for c in "Éléphant œuvre, « naïf » – l’été : 12\xa0000\xa0€"} <= signes.keys()
    assert signes.keys() <= set(SIGNES)
