"""Les chiffres vivants : lus dans les données, refusés quand ils n'existent pas."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from etabli.vitrine.pages.blocs import Adresse, PhraseVive, TexteVif
from etabli.vitrine.pages.vivants import CHIFFRES, Sources, mots_inconnus, refus, remplacer


class Fausses(Sources):
    """Des sources qui n'ouvrent pas la base."""

    def du_format(self, nom):
        return {"duree": "de 10 à 15 mois", "montant": "<b>cher</b>"}[nom]


def test_un_mot_entre_accolades_devient_sa_valeur():
    assert remplacer("Durée : {duree}.", Fausses()) == "Durée : de 10 à 15 mois."


def test_avec_une_majuscule_il_commence_une_phrase():
    assert remplacer("{Duree}.", Fausses()) == "De 10 à 15 mois."


def test_une_valeur_ne_peut_pas_ecrire_de_balise():
    assert remplacer("{montant}", Fausses()) == "&lt;b&gt;cher&lt;/b&gt;"


def test_une_adresse_electronique_s_ecrit_d_un_clic(settings):
    settings.COURRIEL_DE_CONTACT = "ecrire@exemple.fr"
    assert remplacer("{Courriel_de_contact}", Sources()) == (
        '<a href="mailto:ecrire@exemple.fr">ecrire@exemple.fr</a>'
    )


def test_ce_que_l_exploitant_n_a_pas_declare_se_dit(settings):
    settings.HEBERGEUR = ""
    assert remplacer("{hebergeur}", Sources()) == "non déclaré par cette installation"


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_un_texte_sans_accolade_ne_change_pas(texte):
    assert remplacer(texte, Fausses()) == texte
    assert refus(texte) == ""


@given(st.lists(st.sampled_from(sorted(CHIFFRES)), max_size=5), st.text(alphabet="abc é,.", max_size=20))
def test_un_mot_du_catalogue_n_est_jamais_refuse(mots, entre):
    assert mots_inconnus(entre.join(f"{{{mot}}}" for mot in mots)) == []


def test_un_mot_inconnu_est_refuse_avec_la_liste_des_mots_permis():
    phrase = refus("Il y en a {beaucoup}.")
    assert "« {beaucoup} » n'est pas un chiffre vivant" in phrase
    assert "{ateliers}" in phrase


@pytest.mark.parametrize("bloc", [PhraseVive(), TexteVif()])
def test_un_bloc_refuse_un_mot_inconnu(bloc):
    with pytest.raises(ValidationError, match="pas un chiffre vivant"):
        bloc.clean(bloc.normalize("<p>{beaucoup}</p>"))


@pytest.mark.parametrize("adresse", ["javascript:alert(1)", "//ailleurs.example", "candidater"])
def test_une_adresse_douteuse_est_refusee(adresse):
    with pytest.raises(ValidationError, match="adresse du site"):
        Adresse().clean(adresse)


def test_une_adresse_du_site_convient():
    assert Adresse().clean("/candidater/#pieces") == "/candidater/#pieces"
