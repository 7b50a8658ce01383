"""Ce que l'on veut rattacher, et où le chercher."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from etabli.etape5_feuille_de_route.rangement import GENRES
from etabli.socle.sans_accents import contient

CHAMPS = {
    "contribution": ("texte",),
    "constat": ("texte",),
    "enjeu": ("titre", "texte"),
    "objectif": ("titre",),
    "action": ("titre", "description"),
}


class RangementForm(forms.Form):
    montrer = forms.ChoiceField(label="Rattacher", required=False, choices=GENRES)
    q = forms.CharField(label="Un mot", required=False, max_length=80)

    def genre(self) -> str:
        """Une adresse abîmée montre les contributions."""
        self.is_valid()
        return str(self.cleaned_data.get("montrer") or "contribution")

    def appliquer(self, lus: "QuerySet[Any]", genre: str) -> "QuerySet[Any]":
        mot = self.cleaned_data.get("q")
        return lus.filter(contient(mot, *CHAMPS[genre])) if mot else lus
