"""Répartir un coût par année ; écrire une règle de financement."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from etabli.etape5_feuille_de_route.actions import verifier_les_annees
from etabli.etape5_feuille_de_route.models import Action, RegleDeFinancement
from etabli.etape5_feuille_de_route.models.argent import DERNIERE_ANNEE, PREMIERE_ANNEE
from etabli.socle.formulaires import ChampEuros


class AnneeForm(forms.Form):
    annee = forms.IntegerField(
        label="Année", required=False, min_value=PREMIERE_ANNEE, max_value=DERNIERE_ANNEE
    )
    montant = ChampEuros(label="Montant HT", required=False)

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        if saisi.get("montant") and not saisi.get("annee") and "annee" not in self.errors:
            self.add_error("annee", "Dites de quelle année est ce montant, ou effacez-le.")
        return saisi


class AnneesFormSetDeBase(forms.BaseFormSet[AnneeForm]):
    """`action` donne le coût que les années doivent faire."""

    action: Action

    def clean(self) -> None:
        if any(self.errors):
            return
        vues: set[int] = set()
        for form in self.forms:
            annee = form.cleaned_data.get("annee")
            if annee in vues:
                form.add_error("annee", f"L'année {annee} figure deux fois : réunissez les deux montants.")
                return
            vues |= {annee} if annee else set()
        annees = self.lignes()
        try:
            verifier_les_annees(self.action, annees)
        except ValidationError as refus:
            derniere = [form for form in self.forms if form.cleaned_data.get("annee")][-1]
            derniere.add_error("montant", refus)

    def lignes(self) -> dict[int, Decimal]:
        """Une année sans montant s'en va."""
        saisies = [form.cleaned_data for form in self.forms]
        return {s["annee"]: s["montant"] for s in saisies if s.get("annee") and s.get("montant")}


AnneesFormSet = forms.formset_factory(AnneeForm, formset=AnneesFormSetDeBase, extra=2)


def annees_initiales(action: Action) -> list[dict[str, Any]]:
    """Ce qui est écrit ; sinon les années de l'action, sans montant."""
    if saisies := action.annees_saisies:
        return [{"annee": annee, "montant": montant} for annee, montant in saisies.items()]
    if action.debut_le and action.fin_le:
        return [{"annee": annee} for annee in range(action.debut_le.year, action.fin_le.year + 1)]
    return []


class RegleForm(forms.ModelForm[RegleDeFinancement]):
    class Meta:
        model = RegleDeFinancement
        fields = ["libelle", "financeur", "dispositif", "taux", "source", "depuis_le", "jusqu_au"]
        help_texts = {
            "libelle": "Ce qu'elle borne, en quelques mots.",
            "financeur": "Vide : tous. Écrit comme dans les plans de financement.",
            "dispositif": "Vide : tous. Sans financeur ni dispositif, la règle borne l'ensemble des aides, "
            "c'est-à-dire tout ce qui ne vient pas du maître d'ouvrage.",
            "taux": "Du coût de l'action, de 1 à 100.",
            "source": "Le texte, son article, sa date ou son adresse. Une règle sans source ne s'enregistre pas.",
        }
        error_messages = {
            "source": {
                "required": "Dites quel texte pose cette règle : sans source, elle ne peut pas être opposée."
            }
        }

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        depuis, jusqu = saisi.get("depuis_le"), saisi.get("jusqu_au")
        if depuis and jusqu and jusqu < depuis:
            self.add_error(
                "jusqu_au", f"Cette date précède le début : {depuis + timedelta(1):%d/%m/%Y} au plus tôt."
            )
        return saisi
