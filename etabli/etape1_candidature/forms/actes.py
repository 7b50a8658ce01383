"""Ce que les actes, les courriers et l'instruction demandent de saisir."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.etape1_candidature.actions.instruction import capacite
from etabli.etape1_candidature.enums import SensAvis
from etabli.etape1_candidature.models import (
    Candidature,
    CritereDEligibilite,
)
from etabli.socle.fichiers import lire, verifier


class CourrierSigneForm(forms.Form):
    fichier = forms.FileField(
        label="Exemplaire signé",
        help_text="Un PDF de préférence : le courrier numérisé, ou signé électroniquement.",
    )
    signataire = forms.CharField(
        label="Nom et qualité du signataire",
        max_length=200,
        help_text="Par exemple : Mme Martin, présidente.",
    )
    signe_le = forms.DateField(label="Date de signature", widget=forms.DateInput)

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        self.contenu = lire(fichier)
        verifier(fichier.name, self.contenu)
        return fichier

    def clean_signe_le(self) -> Any:
        if (jour := self.cleaned_data["signe_le"]) > localdate():
            raise ValidationError("Cette date est à venir. Indiquez le jour où le courrier a été signé.")
        return jour


class AvisForm(forms.Form):
    sens = forms.ChoiceField(label="Votre avis", choices=SensAvis, widget=forms.RadioSelect)
    motif = forms.CharField(label="Pourquoi", widget=forms.Textarea(attrs={"rows": 3}))


class CritereForm(forms.ModelForm[CritereDEligibilite]):
    class Meta:
        model = CritereDEligibilite
        fields = ["libelle", "aide", "source", "ordre", "est_actif"]


class SaisieDActe(forms.Form):
    """Ce qu'un acte demande avant d'être fait ; `aide` dit ce qui suivra."""

    aide = ""

    def __init__(self, *args: Any, candidature: Candidature, **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidature = candidature


class MotifForm(SaisieDActe):
    aide = "Le motif est lu par tous les membres du dossier et figure dans la lettre de décision."
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 5}))


class RetraitForm(SaisieDActe):
    aide = "Le dossier reste consultable et pourra être rouvert : rien n'est effacé."
    motif = forms.CharField(label="Pourquoi retirer la candidature", widget=forms.Textarea(attrs={"rows": 5}))


class ComplementForm(SaisieDActe):
    aide = "Le délai d'instruction s'arrête jusqu'à la réponse, et la note se rouvre à la rédaction."
    texte = forms.CharField(
        label="Ce que vous demandez aux porteurs", widget=forms.Textarea(attrs={"rows": 5})
    )


class ReponseForm(SaisieDActe):
    aide = "La note est figée à nouveau si elle a changé, et le délai d'instruction repart."
    reponse = forms.CharField(
        label="Votre réponse",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Dites où trouver ce qui est demandé.",
    )


class CohorteForm(SaisieDActe):
    aide = "Le dossier passe à l'étape du choix de l'équipe. La candidature peut encore être retirée."
    cohorte = forms.IntegerField(label="Année de la cohorte", min_value=2019, max_value=2100)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cohorte"].initial = localdate().year
        self.fields["cohorte"].help_text = capacite(self.candidature).phrase


SAISIES: dict[str, type[SaisieDActe]] = {
    "ne_pas_donner_suite": MotifForm,
    "demander_un_complement": ComplementForm,
    "repondre": ReponseForm,
    "declarer_eligible": MotifForm,
    "declarer_non_eligible": MotifForm,
    "ajourner": MotifForm,
    "retenir": CohorteForm,
    "retirer": RetraitForm,
}
