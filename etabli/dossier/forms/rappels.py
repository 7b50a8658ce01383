"""Ce que l'on veut se voir rappeler par courriel."""

from django import forms

from etabli.dossier.enums import Etape


class RappelsForm(forms.Form):
    etapes = forms.MultipleChoiceField(
        label="Me rappeler par courriel ce qui est attendu de moi",
        choices=Etape,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une lettre par jour au plus. Mon espace montre tout, quoi que vous choisissiez ici.",
    )
