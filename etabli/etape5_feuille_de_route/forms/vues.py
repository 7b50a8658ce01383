"""Ce que les vues des actions demandent : deux façons de ranger, un état."""

from typing import Any

from django import forms

from etabli.etape5_feuille_de_route.enums import StatutAction

CROISEMENT = {"lignes": "axe", "colonnes": "priorite"}


class CroiserForm(forms.Form):
    """Tout est dans l'adresse ; une valeur illisible vaut le croisement habituel."""

    lignes = forms.ChoiceField(label="En lignes", required=False)
    colonnes = forms.ChoiceField(label="En colonnes", required=False)

    def __init__(self, *args: Any, rangements: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for nom in CROISEMENT:
            champ: Any = self.fields[nom]
            champ.choices = rangements

    def choisis(self) -> tuple[str, str]:
        self.is_valid()
        lignes, colonnes = (self.cleaned_data.get(nom) or defaut for nom, defaut in CROISEMENT.items())
        return lignes, colonnes


class StatutForm(forms.Form):
    statut = forms.ChoiceField(choices=StatutAction.choices)
