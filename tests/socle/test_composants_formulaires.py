from datetime import date
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.formulaires import ChampEuros, ChampRiche, lire_un_montant
from etabli.socle.francais import euros
from etabli.socle.rendu import page


class Demande(forms.Form):
    intitule = forms.CharField(label="Intitulé", help_text="Une phrase.")
    debut = forms.DateField(label="Début", required=False)
    service = forms.ChoiceField(label="Service", choices=[("", "Choisir"), ("ddt", "DDT")])
    porteur = forms.ChoiceField(
        label="Porteur", choices=[("o", "Oui"), ("n", "Non")], widget=forms.RadioSelect
    )
    piece = forms.FileField(label="Courrier")
    accord = forms.BooleanField(label="J'ai lu")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


def test_un_champ_porte_sa_classe_son_aide_et_son_libelle():
    html = str(Demande())
    assert '<label class="fr-label" for="id_intitule">' in html
    assert 'class="fr-input"' in html
    assert 'aria-describedby="id_intitule_helptext"' in html
    assert 'class="fr-select"' in html
    assert 'class="fr-upload"' in html


def test_une_date_se_saisit_avec_le_calendrier_du_navigateur():
    html = str(Demande(initial={"debut": date(2026, 3, 1)})["debut"].as_field_group())
    assert 'type="date"' in html
    assert 'value="2026-03-01"' in html
    assert Demande({"debut": "2026-03-01"}).fields["debut"].clean("2026-03-01") == date(2026, 3, 1)


def test_le_facultatif_se_dit_et_la_regle_est_expliquee():
    html = str(Demande())
    assert html.count("(facultatif)") == 2
    assert "Sauf mention «\u00a0facultatif\u00a0», les champs sont obligatoires." in html


def test_une_erreur_dit_quoi_faire_et_le_resume_mene_au_champ():
    html = str(Demande({"note": "gardée"}))
    assert "Il y a 5 points à corriger" in html
    for cible, geste in (
        ("id_intitule", "Remplissez le champ «\u00a0Intitulé\u00a0»."),
        ("id_service", "Choisissez une réponse dans la liste."),
        ("id_porteur_0", "Choisissez une réponse."),
        ("id_piece", "Joignez un fichier."),
        ("id_accord", "Cochez cette case pour continuer."),
    ):
        assert f'href="#{cible}"' in html
        assert html.count(geste) >= 2, geste
        assert f'id="{cible}"' in html
    assert "gardée" in html


def test_le_champ_en_erreur_est_relie_a_sa_phrase():
    html = str(Demande({})["intitule"].as_field_group())
    assert 'aria-describedby="id_intitule_helptext id_intitule_error"' in html
    assert 'id="id_intitule_error"' in html
    assert 'aria-invalid="true"' in html


def test_une_phrase_propre_au_champ_l_emporte_sur_le_geste_usuel():
    class Formulaire(forms.Form):
        nom = forms.CharField(label="Nom", error_messages={"required": "Donnez le nom de la commune."})

    assert "Donnez le nom de la commune." in str(Formulaire({})["nom"].as_field_group())


def test_des_boutons_radio_forment_un_groupe_nomme():
    html = str(Demande()["porteur"].as_field_group())
    assert (
        '<fieldset class="fr-fieldset" id="id_porteur" aria-labelledby="id_porteur_legende id_porteur_error"'
        in html
    )
    assert html.count('<div class="fr-radio-group">') == 2
    assert "fr-fieldset__element--inline" in html


def test_ce_qu_une_personne_a_saisi_revient_echappe():
    html = str(Demande({"intitule": '"><script>'}))
    assert "&quot;&gt;&lt;script&gt;" in html


@pytest.mark.parametrize("saisi", ["12 345,60 €", "12345.6", "12\u202f345,60", "12 345,6 euros", "12.345,60"])
def test_un_montant_se_saisit_comme_on_l_ecrit(saisi):
    assert ChampEuros().clean(saisi) == Decimal("12345.60")


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_un_montant_affiche_se_resaisit_tel_quel(montant):
    assert Decimal(lire_un_montant(euros(montant))) == montant


@pytest.mark.parametrize("saisi", ["beaucoup", "12,3,4", "-5", "1e400", "NaN"])
def test_un_montant_illisible_est_refuse_en_disant_comment_l_ecrire(saisi):
    with pytest.raises(forms.ValidationError) as refus:
        ChampEuros().clean(saisi)
    assert refus.value.messages[0]


def test_un_texte_riche_reste_une_zone_de_texte_ordinaire():
    html = str(ChampRiche().get_bound_field(forms.Form(), "texte").as_widget())
    assert "<textarea" in html
    assert "data-riche" in html


def test_une_saisie_refusee_repond_422(rf, db):
    class Reponse(forms.Form):
        nom = forms.CharField()

    requete = rf.get("/")
    requete.user = type("Visiteur", (), {"is_authenticated": False})()
    contexte = {"titre": "x", "motif": "y", "statut": 0}
    assert page(requete, "socle/erreur.html", contexte, form=Reponse({})).status_code == 422
    assert page(requete, "socle/erreur.html", contexte, form=Reponse({"nom": "a"})).status_code == 200
    assert page(requete, "socle/erreur.html", contexte, form=Reponse()).status_code == 200
