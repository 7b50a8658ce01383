"""Déplacer une action dans le temps."""

from typing import Any

from django import forms

from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import Action


class DatesForm(forms.Form):
    debut_le = forms.DateField(label="Début", required=False)
    fin_le = forms.DateField(label="Fin", required=False)
    motif = forms.CharField(label="Pourquoi", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, saisi: Any, *, action: Action) -> None:
        super().__init__(saisi, initial={"debut_le": action.debut_le, "fin_le": action.fin_le})
        if action.feuille.etat in (Etat.REDACTION, Etat.CONCERTATION):
            self.fields["motif"].required = False
        else:
            self.fields[
                "motif"
            ].help_text = "La feuille de route est adoptée : le journal garde cette raison."

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        debut, fin = saisi.get("debut_le"), saisi.get("fin_le")
        if debut and fin and fin < debut:
            self.add_error("fin_le", "La fin précède le début : corrigez l'une des deux dates.")
        return saisi
