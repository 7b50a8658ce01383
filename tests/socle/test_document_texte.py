"""Le texte au fil de la ligne : typographie, styles, retour de l'éditeur."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.document import Texte, html_en_blocs, riche
from etabli.socle.document.blocs import Citation, Liste, Paragraphe, Titre
from etabli.socle.document.texte import date_longue, morceaux, nu, typographie

FINE, INSECABLE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("Pourquoi ?", f"Pourquoi{FINE}?"),
        ("« oui »", f"«{INSECABLE}oui{INSECABLE}»"),
        ("trois choses : a ; b", f"trois choses{INSECABLE}: a{FINE}; b"),
        ("l'eau d'ici", "l’eau d’ici"),
        ("12 345 678 €", f"12{FINE}345{FINE}678{INSECABLE}€"),
        ("18 % en 5 ans", f"18{INSECABLE}% en 5{INSECABLE}ans"),
        ("n° 4", f"n°{INSECABLE}4"),
        ("https://exemple.fr/?a=1;b", "https://exemple.fr/?a=1;b"),
        ("9:30", "9:30"),
    ],
)
def test_la_typographie_est_celle_de_l_imprimerie_nationale(avant, apres):
    assert typographie(avant) == apres


@given(st.text(alphabet="ab1 2:;!?«»'%€.\u00a0\u202f", max_size=40))
def test_la_typographie_se_repete_sans_effet(texte):
    assert typographie(typographie(texte)) == typographie(texte)


@given(st.text(max_size=60))
def test_la_typographie_ne_change_aucune_lettre(texte):
    assert [c for c in typographie(texte) if c.isalnum()] == [c for c in texte if c.isalnum()]


def test_riche_lit_gras_italique_lien_et_note():
    lus = riche("Un **mot** et *un autre*, [ici](https://exemple.fr)^[une note].")

    assert [(t.contenu, t.gras, t.italique, t.lien, bool(t.note)) for t in lus] == [
        ("Un ", False, False, "", False),
        ("mot", True, False, "", False),
        (" et ", False, False, "", False),
        ("un autre", False, True, "", False),
        (", ", False, False, "", False),
        ("ici", False, False, "https://exemple.fr", True),
        (".", False, False, "", False),
    ]


def test_riche_laisse_les_etoiles_seules_et_refuse_les_liens_dangereux():
    assert nu(riche("2 * 3 * 4 et [x](javascript:alert)")) == "2 * 3 * 4 et [x](javascript:alert)"


def test_un_texte_vide_ne_fait_aucun_morceau():
    assert morceaux("") == ()
    assert morceaux(Texte("")) == ()


def test_l_editeur_redevient_des_blocs():
    blocs = html_en_blocs(
        "<h3>Un titre</h3><p>Un <strong>mot</strong><br>suite</p>"
        "<ul><li><p>a</p></li><li>b<ol><li>c</li></ol></li></ul><blockquote><p>x</p><p>y</p></blockquote>"
    )

    assert [type(b) for b in blocs] == [Titre, Paragraphe, Liste, Citation]
    assert (blocs[0].niveau, nu(blocs[0].texte)) == (2, "Un titre")
    assert blocs[1].texte[1] == Texte("mot", gras=True)
    assert nu(blocs[1].texte) == "Un mot suite"
    assert isinstance(blocs[2].elements[1][1], Liste)
    assert blocs[2].elements[1][1].ordonnee
    assert blocs[3].texte[1].contenu == "\n"


def test_l_editeur_ne_fait_entrer_ni_script_ni_adresse_dangereuse():
    blocs = html_en_blocs(
        "<p onclick=x>a<script>alert(1)</script><a href='javascript:x'>b</a><img src=x></p>"
    )

    assert nu(blocs[0].texte) == "ab"
    assert all(not t.lien for t in blocs[0].texte)


@given(st.text(max_size=80))
def test_l_editeur_ne_perd_ni_n_invente_de_lettre(texte):
    assume_propre = texte.replace("<", " ").replace("&", " ").replace(">", " ")
    blocs = html_en_blocs(f"<p>{assume_propre}</p>")
    lu = "".join(nu(b.texte) for b in blocs)
    assert [c for c in lu if c.isalnum()] == [c for c in assume_propre if c.isalnum()]


def test_la_date_s_ecrit_en_toutes_lettres():
    assert date_longue(date(2026, 8, 1)) == f"1er{INSECABLE}août{INSECABLE}2026"
