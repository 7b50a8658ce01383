"""Le filtre du pilotage, qui vit dans l'adresse."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier, FormatAtelier
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.territoires.models import Departement, Region


class FiltreDePilotage(forms.Form):
    """Une valeur inconnue est ignorée : une adresse recopiée de travers montre tout, pas une erreur."""

    region = forms.ModelChoiceField(
        Region.objects.all(), label="Région", required=False, empty_label="Toutes"
    )
    departement = forms.ModelChoiceField(
        Departement.objects.all(), label="Département", required=False, empty_label="Tous"
    )
    format = forms.ModelChoiceField(
        FormatAtelier.objects.all(), label="Format", required=False, empty_label="Tous"
    )
    etape = forms.ChoiceField(label="Étape", required=False, choices=[("", "Toutes"), *Etape.choices])
    statut = forms.ChoiceField(
        label="Statut de l'action", required=False, choices=[("", "Tous"), *StatutAction.choices]
    )

    def __init__(self, parametres: QueryDict) -> None:
        super().__init__(parametres)
        self.is_valid()

    def lu(self, nom: str) -> Any:
        return self.cleaned_data.get(nom) or None

    @property
    def adresse(self) -> str:
        """Les filtres de territoire et de format, pour les liens vers les listes."""
        parametres = QueryDict(mutable=True)
        for nom in ("region", "departement", "format"):
            if valeur := self.cleaned_data.get(nom):
                parametres[nom] = str(valeur.pk)
        return parametres.urlencode()

    def dossiers(self, visibles: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """Par sous-requêtes : un dossier de deux départements ne compte qu'une fois."""
        if region := self.lu("region"):
            visibles = visibles.filter(
                pk__in=Dossier.objects.filter(perimetre__communes__departement__region=region).values("pk")
            )
        if departement := self.lu("departement"):
            visibles = visibles.filter(
                pk__in=Dossier.objects.filter(perimetre__communes__departement=departement).values("pk")
            )
        if format_ := self.lu("format"):
            visibles = visibles.filter(format=format_)
        return visibles
