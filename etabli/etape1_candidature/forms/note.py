"""Écrire la note : texte, remarques, répartition, champs structurés."""

from typing import Any, cast

from django import forms

from etabli.annuaire.models import Organisation
from etabli.etape1_candidature.enums import Echelle, TypeObjet
from etabli.etape1_candidature.models import (
    Acteur,
    DocumentARemettre,
    Rubrique,
)
from etabli.socle.formulaires import ChampRiche


class RubriqueForm(forms.Form):
    """`version` dit quelle écriture l'agent avait sous les yeux."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    contenu = ChampRiche(label="Votre texte", required=False)


class RemarqueForm(forms.Form):
    texte = forms.CharField(label="Votre remarque", widget=forms.Textarea(attrs={"rows": 3}))


class LeveeForm(forms.Form):
    reponse = forms.CharField(label="Ce qui en a été fait", required=False, max_length=1000)


class ConfierForm(forms.Form):
    """Seuls les porteurs du dossier peuvent recevoir une rubrique."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Rubrique confiée à",
        required=False,
        empty_label="Tous les porteurs",
    )

    def __init__(self, data: Any = None, *, rubrique: Rubrique, porteurs: list[Organisation]) -> None:
        super().__init__(data, initial={"organisation": rubrique.confiee_a_id})
        champ = cast(forms.ModelChoiceField[Organisation], self.fields["organisation"])
        champ.queryset = Organisation.objects.filter(pk__in=[o.pk for o in porteurs])


class QualifierForm(forms.Form):
    type_d_objet = forms.ChoiceField(
        label="Type d'objet", choices=TypeObjet, required=True, widget=forms.RadioSelect
    )
    echelle = forms.ChoiceField(
        label="Échelle de réflexion", choices=Echelle, required=True, widget=forms.RadioSelect
    )


class ActeurForm(forms.ModelForm[Acteur]):
    class Meta:
        model = Acteur
        fields = ["nom", "college", "attente"]


class DocumentForm(forms.ModelForm[DocumentARemettre]):
    class Meta:
        model = DocumentARemettre
        fields = ["titre", "nature", "detenteur", "est_disponible"]
