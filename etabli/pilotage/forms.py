"""Les normes de délai et le rapport annuel, que la DGALN écrit."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from etabli.dossier.enums import Etape
from etabli.pilotage.models import NormeDEtape

# Le programme a commencé en 2019 (programme.txt).
PREMIERE_ANNEE = 2019


class NormeForm(forms.ModelForm[NormeDEtape]):
    """Une ligne par étape ; la vider retire la norme."""

    nb_jours = forms.IntegerField(label="Jours au plus", required=False, min_value=1, max_value=3650)
    source = forms.CharField(
        label="D'où vient cette norme",
        required=False,
        max_length=300,
        help_text="Une note, un contrat, un usage.",
    )

    class Meta:
        model = NormeDEtape
        fields = ["nb_jours", "source"]

    def clean(self) -> dict[str, Any]:
        lu = super().clean() or {}
        if lu.get("nb_jours") and not lu.get("source"):
            self.add_error("source", "Dites d'où vient cette norme : une norme sans source ne se défend pas.")
        if lu.get("source") and not lu.get("nb_jours") and "nb_jours" not in self.errors:
            self.add_error("nb_jours", "Écrivez le nombre de jours, ou effacez aussi la source.")
        return lu


def formulaires_des_normes(donnees: Any, posees: dict[str, NormeDEtape]) -> dict[str, NormeForm]:
    """Un formulaire par étape ; le suivi n'a pas de fin, donc pas de norme."""
    return {
        etape.value: NormeForm(donnees, instance=posees.get(etape.value), prefix=etape.value)
        for etape in Etape
        if etape != Etape.SUIVI
    }


class RapportForm(forms.Form):
    annee = forms.TypedChoiceField(label="Année", coerce=int)
    introduction = forms.CharField(
        label="Introduction",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Facultative. Elle ouvre le rapport ; les chiffres viennent de la plateforme.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["annee"]
        champ.choices = [(a, str(a)) for a in range(localdate().year, PREMIERE_ANNEE - 1, -1)]
