"""Décider d'une priorité, fixer la part maximale d'aides."""

from django import forms

from etabli.etape5_feuille_de_route.enums import Priorite


class PrioriteForm(forms.Form):
    priorite = forms.ChoiceField(label="Priorité", choices=Priorite.choices)
    motif = forms.CharField(
        label="Pourquoi",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Qui l'a décidé, et ce qui a compté. Le journal garde cette raison.",
        error_messages={"required": "Dites en une phrase ce qui fait cette priorité."},
    )


class PlafondForm(forms.Form):
    taux_maximal = forms.IntegerField(
        label="Part maximale d'aides, en % du coût",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Les aides sont tout ce qui ne vient pas du maître d'ouvrage. Laissez vide pour n'avertir de rien.",
    )
