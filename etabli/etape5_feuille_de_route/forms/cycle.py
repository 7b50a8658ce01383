"""Ce qu'un acte du cycle demande avant d'être fait."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate


class RendreForm(forms.Form):
    motif = forms.CharField(
        label="Ce qui est à reprendre",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce texte est écrit à l'équipe projet et inscrit au journal.",
    )


class AdopterForm(forms.Form):
    adoptee_le = forms.DateField(
        label="Date du vote", help_text="Le jour où les co-porteurs ont adopté la feuille de route."
    )

    def clean_adoptee_le(self) -> date:
        adoptee_le: date = self.cleaned_data["adoptee_le"]
        if adoptee_le > localdate():
            raise ValidationError("Cette date est à venir. Indiquez celle du vote, déjà passé.")
        return adoptee_le


class CloreForm(forms.Form):
    motif = forms.CharField(
        label="Ce qui explique la clôture",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Tout reste lisible ; le suivi peut être rouvert.",
    )


FORMULAIRES_D_ACTE: dict[str, type[forms.Form]] = {
    "rendre": RendreForm,
    "adopter": AdopterForm,
    "clore": CloreForm,
}
