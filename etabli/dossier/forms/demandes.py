"""Ce qu'une personne demande sur ses données, et ce qu'on lui répond."""

from typing import Any

from django import forms

from etabli.socle.models import NatureDeDemande


class DemandeForm(forms.Form):
    nature = forms.ChoiceField(
        label="Ce que vous demandez", choices=NatureDeDemande, widget=forms.RadioSelect
    )
    precisions = forms.CharField(
        label="Précisions",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Pour une correction ou une opposition, dites laquelle. Pour un effacement, rien n'est à justifier.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("nature") not in {None, NatureDeDemande.EFFACEMENT} and not donnees.get("precisions"):
            self.add_error(
                "precisions", "Dites quelle donnée est à corriger, ou à quel usage vous vous opposez."
            )
        return donnees


class ReponseForm(forms.Form):
    decision = forms.ChoiceField(
        label="Votre réponse", choices=[("oui", "Accepter"), ("non", "Refuser")], widget=forms.RadioSelect
    )
    reponse = forms.CharField(
        label="Ce que la personne recevra",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un refus dit sa raison, et que l'on peut saisir la CNIL.",
    )
