"""Ce qui revient d'un portable."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

TAILLE_AU_PLUS = 30 * 1024 * 1024  # octets ; mille participants en pèsent moins de cinq millions


class RetourForm(forms.Form):
    valise = forms.FileField(
        label="La valise du retour",
        help_text="Le fichier préparé sur le portable ; son nom finit par «\u00a0retour.valise\u00a0».",
        widget=forms.ClearableFileInput(attrs={"accept": ".valise"}),
        error_messages={
            "required": "Choisissez le fichier préparé sur le portable.",
            "empty": "Ce fichier est vide : préparez de nouveau le retour sur le portable.",
        },
    )

    def clean_valise(self) -> bytes:
        fichier: UploadedFile[bytes] = self.cleaned_data["valise"]
        if (fichier.size or 0) > TAILLE_AU_PLUS:
            raise forms.ValidationError(
                "Ce fichier est trop gros pour une valise de séance : vérifiez que c'est le bon."
            )
        octets: bytes = fichier.read()
        return octets
