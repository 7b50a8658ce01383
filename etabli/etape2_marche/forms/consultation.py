"""Les questions, les réponses, l'enregistrement d'un pli."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import now

from etabli.etape2_marche.models import Marche, Titulaire
from etabli.socle.fichiers import lire, verifier


class QuestionForm(forms.Form):
    texte = forms.CharField(
        label="Votre question",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La réponse ira à tous les titulaires, sans dire qui demandait.",
    )


class ReponseForm(forms.Form):
    reponse = forms.CharField(
        label="Réponse",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Elle part à tous les titulaires consultés et ne se modifie plus.",
    )


class PliForm(forms.Form):
    titulaire = forms.ModelChoiceField(label="Candidat", queryset=Titulaire.objects.none())
    recue_le = forms.DateTimeField(
        label="Date et heure de dépôt sur PLACE", help_text="Telles que le registre de PLACE les donne."
    )
    fichier = forms.FileField(
        label="Le pli, fermé",
        required=False,
        help_text="L'archive ou le PDF téléchargé depuis PLACE. Personne ne peut le lire avant l'ouverture.",
    )

    def __init__(self, *args: Any, marche: Marche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["titulaire"].queryset = Titulaire.objects.filter(  # type: ignore[attr-defined]
            consultations__marche=marche
        ).select_related("groupement")

    def clean_recue_le(self) -> Any:
        if (recue_le := self.cleaned_data["recue_le"]) > now():
            raise ValidationError("Cette date est à venir. Reprenez celle du registre de PLACE.")
        return recue_le

    def clean_fichier(self) -> tuple[str, bytes] | None:
        televerse = self.cleaned_data["fichier"]
        if not isinstance(televerse, UploadedFile):
            return None
        nom, contenu = televerse.name or "", lire(televerse)
        verifier(nom, contenu)
        return nom, contenu
