"""Choisir le tableau à rapporter."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from etabli.etape5_feuille_de_route.echange import FichierIllisibleError, lire_le_tableau
from etabli.socle.fichiers import lire, verifier

AU_PLUS = 5 * 1024 * 1024  # octets : un tableau de 800 lignes en fait cent fois moins


class ImporterForm(forms.Form):
    fichier = forms.FileField(
        label="Le tableau",
        help_text="XLSX, ODS ou CSV, 5 Mo au plus. Une ligne par action, les titres de colonnes en première ligne.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Choisissez un fichier XLSX, ODS ou CSV."},
    )
    creer_les_maillons = forms.BooleanField(
        label="Créer les axes et objectifs manquants",
        required=False,
        help_text="Sans cela, un axe que la feuille n'a pas se signale comme une erreur.",
    )

    def clean_fichier(self) -> Any:
        """Rend le nom et les cases du tableau."""
        depose = self.cleaned_data["fichier"]
        if depose.size > AU_PLUS:
            raise ValidationError("Ce fichier dépasse 5 Mo : retirez-en les images et les feuilles inutiles.")
        octets = lire(depose)
        verifier(depose.name, octets)
        try:
            return depose.name, lire_le_tableau(depose.name, octets)
        except FichierIllisibleError as illisible:
            raise ValidationError(str(illisible)) from illisible
