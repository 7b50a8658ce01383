"""Ce que les formulaires de l'étape partagent."""

from typing import Any

from django import forms
from django.db.models import QuerySet


def choisir(form: forms.BaseForm, nom: str, possibles: QuerySet[Any], aucun: str = "Aucun") -> None:
    champ = form.fields[nom]
    if isinstance(champ, forms.ModelChoiceField):
        champ.queryset = possibles
        if not isinstance(champ, forms.ModelMultipleChoiceField):
            champ.empty_label = aucun
