"""Régler un plan : ses pages, ses parties ; et, pour un livrable commencé, prendre le plan en vigueur."""

from collections.abc import Sequence
from typing import Any

from django import forms

from etabli.dossier.models import FormatAtelier
from etabli.etape6_restitution.enums import Place
from etabli.etape6_restitution.models import PlanDeLivrable, Section
from etabli.etape6_restitution.plans import BLOCS

GARDER, ECARTER = "garder", "ecarter"


class PagesDuPlanForm(forms.Form):
    pages_min = forms.IntegerField(label="Pages au moins", required=False, min_value=1, max_value=300)
    pages_max = forms.IntegerField(
        label="Pages au plus",
        required=False,
        min_value=1,
        max_value=300,
        help_text="Facultatif. Au-delà, la page du livrable dit où couper.",
    )

    def clean(self) -> dict[str, Any]:
        lu = super().clean() or {}
        minimum, maximum = lu.get("pages_min"), lu.get("pages_max")
        if minimum and maximum and minimum > maximum:
            self.add_error("pages_max", "Donnez un maximum au moins égal au minimum.")
        elif minimum and not maximum and "pages_max" not in self.errors:
            self.add_error("pages_max", "Donnez aussi un maximum, ou retirez le minimum.")
        return lu


class _PartieForm(forms.Form):
    titre = forms.CharField(label="Titre", max_length=200)
    aide = forms.CharField(
        label="Ce qu'on y attend",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="L'équipe lit cette consigne en écrivant.",
    )
    place = forms.ChoiceField(label="Comment elle commence", choices=Place.choices, initial=Place.PARTIE)
    est_obligatoire = forms.BooleanField(
        label="Obligatoire",
        required=False,
        help_text="L'équipe ne peut ni l'écarter ni, si elle l'écrit, soumettre sans elle.",
    )
    pages_max = forms.IntegerField(
        label="Pages au plus",
        required=False,
        min_value=1,
        max_value=200,
        help_text="Facultatif : le budget de cette partie.",
    )


class PartieEcriteForm(_PartieForm):
    """Une partie que l'équipe écrira."""


class PartieNourrieForm(_PartieForm):
    """Un bloc que le dossier nourrit ; `bloc` n'est demandé qu'à l'ajout."""

    bloc = forms.ChoiceField(label="Bloc à ajouter")
    field_order = ("bloc", "titre")

    def __init__(self, *args: Any, deja: Sequence[str] = (), ajoute: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not ajoute:
            del self.fields["bloc"]
            return
        champ: Any = self.fields["bloc"]
        libres = {cle: bloc for cle, bloc in BLOCS.items() if cle not in deja}
        champ.choices = [
            ("", "Choisissez un bloc"),
            *((c, f"{b.titre} : {b.apporte}") for c, b in libres.items()),
        ]
        self.fields["titre"].required = False
        self.fields["titre"].help_text = "Vide, c'est le nom du bloc."


class PlanDuFormatForm(forms.Form):
    format = forms.ModelChoiceField(
        FormatAtelier.objects.none(), label="Format", empty_label="Choisissez un format"
    )

    def __init__(self, *args: Any, plan: PlanDeLivrable, **options: Any) -> None:
        super().__init__(*args, **options)
        deja = PlanDeLivrable.objects.filter(type=plan.type, format__isnull=False).values("format")
        champ: Any = self.fields["format"]
        champ.queryset = FormatAtelier.objects.exclude(pk__in=deja)


class PrendreLePlanForm(forms.Form):
    """Un choix par texte que le plan en vigueur ne connaît plus."""

    def __init__(self, *args: Any, orphelines: Sequence[Section] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for section in orphelines:
            self.fields[section.cle] = forms.ChoiceField(
                label=f"«\u00a0{section}\u00a0» n'est plus dans le plan : son texte",
                choices=[
                    (GARDER, "reste dans le document, à la fin"),
                    (ECARTER, "sort du document ; il se lit encore ici et peut y revenir"),
                ],
                initial=GARDER,
                widget=forms.RadioSelect,
            )

    @property
    def a_ecarter(self) -> list[str]:
        return [cle for cle, choix in self.cleaned_data.items() if choix == ECARTER]
