"""L'équipe, les comités, leurs réunions, les tâches."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime, make_aware

from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.etape3_atelier.models import (
    Atelier,
    Comite,
    Decision,
    Equipier,
    Jalon,
    MembreDeComite,
    Reunion,
    Tache,
)
from etabli.etape3_atelier.permissions import AU_TRAVAIL


class EquipierForm(forms.ModelForm[Equipier]):
    class Meta:
        model = Equipier
        fields = ["nom", "organisation", "fonction", "arrive_le", "parti_le", "sessions"]
        widgets = {"sessions": forms.CheckboxSelectMultiple}
        help_texts = {
            "fonction": "Par exemple : urbaniste, cheffe de projet ; sociologue ; paysagiste.",
            "parti_le": "Une personne partie reste dans l'historique et n'est plus proposée.",
            "sessions": "Le calendrier prévient si elle est attendue ailleurs les mêmes jours.",
        }

    def __init__(self, *args: Any, atelier: Atelier, **options: Any) -> None:
        super().__init__(*args, **options)
        groupement = [m.organisation_id for m in atelier.equipe.membres.all() if m.est_en_cours]
        choix: dict[str, Any] = {
            "organisation": Organisation.objects.filter(pk__in=groupement),
            "sessions": Jalon.objects.filter(pk__in=[j.pk for j in atelier.sessions]),
        }
        for nom, possibles in choix.items():
            champ = self.fields[nom]
            if isinstance(champ, forms.ModelChoiceField):
                champ.queryset = possibles
        if not atelier.sessions:
            del self.fields["sessions"]


class ComiteForm(forms.ModelForm[Comite]):
    class Meta:
        model = Comite
        fields = ["nature", "nom", "mission"]
        widgets = {"mission": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"mission": "Ce qu'il décide, ou ce qu'il prépare, et à quel rythme il se réunit."}


class MembreDeComiteForm(forms.ModelForm[MembreDeComite]):
    class Meta:
        model = MembreDeComite
        fields = ["nom", "qualite", "college", "est_president"]


class ReunionForm(forms.Form):
    le = forms.DateField(label="Jour")
    de = forms.TimeField(label="Début")
    a = forms.TimeField(label="Fin")
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    ordre_du_jour = forms.CharField(
        label="Ordre du jour", widget=forms.Textarea(attrs={"rows": 5}), help_text="Un point par ligne."
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        de, a = donnees.get("de"), donnees.get("a")
        if de and a and a <= de:
            self.add_error(
                "a", ValidationError("La réunion finirait avant d'avoir commencé. Corrigez l'heure.")
            )
        return donnees

    def convocation(self) -> dict[str, Any]:
        """Les arguments de l'action : l'heure est celle de la métropole."""
        lu = self.cleaned_data
        return {
            "debut": make_aware(datetime.combine(lu["le"], lu["de"])),
            "fin": make_aware(datetime.combine(lu["le"], lu["a"])),
            "lieu": lu["lieu"],
            "ordre_du_jour": lu["ordre_du_jour"],
        }


def reunion_initiale(reunion: Reunion) -> dict[str, Any]:
    debut, fin = localtime(reunion.debut), localtime(reunion.fin)
    return {
        "le": debut.date(),
        "de": debut.time(),
        "a": fin.time(),
        "lieu": reunion.lieu,
        "ordre_du_jour": reunion.ordre_du_jour,
    }


class ReleveForm(forms.Form):
    presents = forms.ModelMultipleChoiceField(
        label="Présents",
        queryset=MembreDeComite.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decisions = forms.CharField(
        label="Décisions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Une décision par ligne. Une ligne inchangée garde les tâches qui en découlent.",
    )

    def __init__(self, *args: Any, reunion: Reunion, **options: Any) -> None:
        super().__init__(*args, **options)
        champ = self.fields["presents"]
        if isinstance(champ, forms.ModelMultipleChoiceField):
            champ.queryset = reunion.comite.membres.all()
            champ.initial = [m.pk for m in reunion.presents.all()]
        self.fields["decisions"].initial = "\n".join(d.texte for d in reunion.decisions.all())
        if not reunion.comite.membres.exists():
            del self.fields["presents"]

    def clean_decisions(self) -> list[str]:
        lignes = (ligne.strip(" -•\t") for ligne in self.cleaned_data["decisions"].splitlines())
        return list(dict.fromkeys(ligne for ligne in lignes if ligne))


class TacheForm(forms.ModelForm[Tache]):
    class Meta:
        model = Tache
        fields = ["libelle", "confiee_a", "pour_le", "decision"]
        help_texts = {
            "libelle": "Un verbe d'abord : « Réserver la salle de la session 2 ».",
            "confiee_a": "La tâche apparaîtra dans son espace. Vide : elle reste à prendre.",
        }

    def __init__(self, *args: Any, atelier: Atelier, **options: Any) -> None:
        super().__init__(*args, **options)
        fonctions = Fonction.objects.en_cours().filter(
            organisation__in=atelier.dossier.organisations(*AU_TRAVAIL)
        )
        choix: dict[str, tuple[Any, str]] = {
            "confiee_a": (
                Agent.objects.filter(is_active=True, fonctions__in=fonctions).distinct(),
                "Personne pour l'instant",
            ),
            "decision": (Decision.objects.filter(reunion__comite__atelier=atelier), "Aucune"),
        }
        for nom, (possibles, vide) in choix.items():
            champ = self.fields[nom]
            if isinstance(champ, forms.ModelChoiceField):
                champ.queryset, champ.empty_label = possibles, vide
        if not Decision.objects.filter(reunion__comite__atelier=atelier).exists():
            del self.fields["decision"]
