import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.templatetags.francais import prose
from etabli.socle.texte_riche import ChampRiche, TexteRiche, assainir, texte_brut


@pytest.mark.parametrize(
    ("entre", "sort"),
    [
        ("<p>Un <b>mot</b></p>", "<p>Un <strong>mot</strong></p>"),
        ("<h1>Titre</h1>", "<h3>Titre</h3>"),
        ("<p onclick='x()'>a</p><script>alert(1)</script>", "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', '<p><a rel="noopener noreferrer">a</a></p>'),
        ('<p style="color:red" class="x">a</p>', "<p>a</p>"),
        ("<p></p>", ""),
        ("<p><br></p><p>&nbsp;</p>", ""),
        ("", ""),
    ],
)
def test_seules_les_balises_admises_entrent(entre, sort):
    assert assainir(entre) == sort


def test_un_texte_tape_sans_editeur_devient_des_paragraphes():
    assert assainir("Bonjour\nà tous\n\nEt merci") == "<p>Bonjour<br>à tous</p>\n\n<p>Et merci</p>"


def test_un_signe_inferieur_n_est_pas_une_balise():
    assert assainir("3 < 5 & 7") == "<p>3 &lt; 5 &amp; 7</p>"


@given(st.text(alphabet="<>/pba hrefscriptonclick=\"' é&;1", max_size=80))
def test_assainir_deux_fois_ne_change_plus_rien(texte):
    une_fois = assainir(texte)
    assert assainir(une_fois) == une_fois
    assert "<script" not in une_fois.lower()


def test_le_texte_brut_garde_les_mots_separes():
    assert (
        texte_brut("<h3>Titre</h3><p>Un &amp; deux</p><ul><li>a</li><li>b</li></ul>") == "Titre Un & deux a b"
    )


def test_le_champ_assainit_et_le_filtre_assainit_encore():
    assert ChampRiche().clean("<p>a<img src=x onerror=y></p>") == "<p>a</p>"
    assert prose("<p>a</p><iframe src=x></iframe>") == "<p>a</p>"
    assert prose(None) == ""


def test_une_colonne_de_texte_riche_s_edite_avec_le_champ_riche_et_se_migre_comme_du_texte():
    colonne = TexteRiche("objectifs", blank=True)
    assert isinstance(colonne.formfield(), ChampRiche)
    assert colonne.deconstruct()[1] == "django.db.models.TextField"
    assert colonne.get_prep_value("<p>a</p><script>b</script>") == "<p>a</p>"
