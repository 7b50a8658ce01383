"""Ce que l'animateur décide, et ce qu'on en écrit après."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from etabli.dossier.enums import College
from etabli.etape4_seance.enums import MotifDeMasquage, Saisie, VueDEcran
from etabli.etape4_seance.forms.activite import SOURCES
from etabli.etape4_seance.models import Activite, Contribution, Famille, Seance
from etabli.socle.formulaires import ChampRiche


class CompteRenduForm(forms.Form):
    compte_rendu = ChampRiche(label="Compte rendu", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class FamilleForm(forms.ModelForm[Famille]):
    class Meta:
        model = Famille
        fields = ["nom"]

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seance = seance

    def clean_nom(self) -> str:
        nom = " ".join(str(self.cleaned_data["nom"]).split())
        if self.seance.familles.exclude(pk=self.instance.pk).filter(nom__iexact=nom).exists():
            raise forms.ValidationError("Une famille porte déjà ce nom : choisissez-en un autre.")
        return nom


class LotForm(forms.Form):
    """Ce que l'animateur fait de plusieurs contributions cochées à la fois."""

    ACTES = (
        ("ranger", "Ranger dans la famille"),
        ("creer", "Créer la famille et y ranger"),
        ("sortir", "Sortir de leur famille"),
        ("doublons", "Réunir : elles disent la même chose"),
        ("preselectionner", "Présélectionner"),
        ("deselectionner", "Retirer de la présélection"),
        ("masquer", "Masquer"),
        ("montrer", "Remettre à l'écran"),
    )
    acte = forms.ChoiceField(choices=ACTES)
    contributions = forms.ModelMultipleChoiceField(
        Contribution.objects.none(),
        error_messages={
            "required": "Cochez au moins une contribution.",
            "invalid_choice": "Une des contributions cochées n'est plus là : rechargez la page.",
        },
    )
    famille = forms.ModelChoiceField(Famille.objects.none(), required=False)
    nom = forms.CharField(max_length=120, required=False, strip=True)
    motif = forms.ChoiceField(required=False, choices=[("", "Choisir"), *MotifDeMasquage.choices])

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contributions: Any = self.fields["contributions"]
        contributions.queryset = (
            Contribution.objects.filter(activite__seance=seance)
            .select_related("activite__seance__atelier__dossier", "doublon_de")
            .order_by("recue_le", "pk")
        )
        famille: Any = self.fields["famille"]
        famille.queryset = seance.familles.all()

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        acte = donnees.get("acte")
        if acte == "ranger" and not donnees.get("famille"):
            self.add_error("famille", "Choisissez la famille où ranger ces contributions.")
        if acte == "creer" and not donnees.get("nom"):
            self.add_error("nom", "Donnez un nom à la famille.")
        if acte == "masquer" and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi vous masquez : la personne qui l'a écrite lira ce motif.")
        if acte == "doublons" and len(donnees.get("contributions", ())) == 1:
            self.add_error("contributions", "Cochez au moins deux contributions à réunir.")
        return donnees


class FiltresForm(forms.Form):
    """Les filtres des résultats : tout est dans l'adresse, donc tout se partage."""

    activite = forms.ModelChoiceField(Activite.objects.none(), required=False, empty_label="Toutes")
    college = forms.ChoiceField(required=False, choices=[("", "Tous"), *College.choices])
    famille = forms.ModelChoiceField(Famille.objects.none(), required=False, empty_label="Toutes")
    saisie = forms.ChoiceField(required=False, choices=[("", "Toutes"), *Saisie.choices])

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activite: Any = self.fields["activite"]
        activite.queryset = seance.activites.filter(type__in=SOURCES)
        famille: Any = self.fields["famille"]
        famille.queryset = seance.familles.all()
        for nom, libelle in (("college", "Collège"), ("saisie", "Saisie"), ("activite", "Activité")):
            self.fields[nom].label = libelle

    def appliquer(self, contributions: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
        """Un filtre illisible est ignoré : une adresse abîmée montre tout plutôt qu'une erreur."""
        self.is_valid()
        retenus = {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}
        return contributions.filter(**retenus)


class MinuteurForm(forms.Form):
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=180,
        initial=10,
        error_messages={
            "required": "Donnez un nombre de minutes.",
            "invalid": "Donnez un nombre entier de minutes.",
            "min_value": "Donnez au moins une minute.",
            "max_value": "Donnez 180 minutes au plus.",
        },
    )


class EcranForm(forms.Form):
    """Ce que montre l'écran de la salle."""

    vue = forms.ChoiceField(label="L'écran montre", choices=VueDEcran.choices)
    activite = forms.ModelChoiceField(Activite.objects.none(), label="de l'activité", required=False)

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["activite"]
        champ.queryset, champ.empty_label = seance.activites.all(), "Aucune"

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("vue") not in {VueDEcran.ACCUEIL, None} and not donnees.get("activite"):
            self.add_error("activite", "Choisissez l'activité à montrer.")
        return donnees
