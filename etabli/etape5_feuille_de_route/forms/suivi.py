"""Faire le point, retirer une action."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.etape5_feuille_de_route.enums import StatutAction, TypeSuite

A_EXPLIQUER = (StatutAction.BLOQUEE, StatutAction.EN_PAUSE, StatutAction.ABANDONNEE)


class RetirerForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi retirer cette action",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le journal garde ce motif, le titre et la description.",
    )


class ConfierForm(forms.Form):
    adresse = forms.EmailField(
        label="Adresse électronique",
        help_text="Elle recevra un lien pour donner des nouvelles de cette seule action, sans compte.",
    )
    mois = forms.TypedChoiceField(
        label="Valable", coerce=int, initial=6, choices=[(3, "3 mois"), (6, "6 mois"), (12, "un an")]
    )


class BilanForm(forms.Form):
    texte = forms.CharField(
        label="Ce qu'il faut en retenir",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Quelques phrases, publiques si le suivi l'est. L'état des actions est celui d'aujourd'hui.",
    )


class PointParLienForm(forms.Form):
    le = forms.DateField(label="Date", initial=localdate)
    statut = forms.ChoiceField(label="Où en est l'action", choices=StatutAction.choices)
    texte = forms.CharField(
        label="Ce qui s'est passé", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    suite = forms.ChoiceField(
        label="Suite donnée",
        required=False,
        choices=[("", "Aucune en particulier"), *TypeSuite.choices],
        help_text="Si l'action débouche sur une autre procédure.",
    )

    def clean_le(self) -> date:
        le: date = self.cleaned_data["le"]
        if le > localdate():
            raise ValidationError("Cette date est à venir. Un point dit ce qui s'est déjà passé.")
        return le

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        if saisi.get("statut") in A_EXPLIQUER and not saisi.get("texte", "").strip():
            self.add_error("texte", "Dites en une phrase ce qui retient l'action : d'autres l'attendent.")
        return saisi


class PointForm(PointParLienForm):
    est_public = forms.BooleanField(
        label="Montrer ce texte sur la page publique",
        required=False,
        help_text="Sans cela, la page publique ne donne que la date, le statut et la suite.",
    )
