"""Régler le dossier de consultation, y joindre une annexe, recopier la référence de PLACE."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import now

from etabli.etape2_marche.models import DossierDeConsultation
from etabli.socle.fichiers import lire, verifier
from etabli.socle.formulaires import ChampEuros


class ReglagesForm(forms.ModelForm[DossierDeConsultation]):
    montant_estime_ht = ChampEuros(
        label="Montant à ne pas dépasser HT, en euros",
        required=False,
        min_value=1,
        max_digits=10,
        help_text="Facultatif. Le programme annonce un montant sans dire s'il est HT ou TTC : écrivez-le HT.",
    )

    class Meta:
        model = DossierDeConsultation
        fields = [
            "contact",
            "questions_jusqu_au",
            "validite_jours",
            "montant_estime_ht",
            "duree_souhaitee_mois",
            "precisions",
            "consignes",
        ]
        widgets = {
            "precisions": forms.Textarea(attrs={"rows": 5}),
            "consignes": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "contact": "Un nom, un téléphone ou une adresse ; les réponses, elles, vont à tous.",
            "questions_jusqu_au": "Facultatif : sans date, les questions se posent jusqu'à la date limite.",
            "validite_jours": "Le temps pendant lequel le candidat est tenu par son offre.",
            "precisions": "Ce que la lettre doit dire de plus : visite, langue, remise de maquettes…",
            "consignes": "Nombre de pages, ordre des pièces, format : en tête du cadre de réponse.",
        }

    def clean_questions_jusqu_au(self) -> Any:
        jusqu_au = self.cleaned_data["questions_jusqu_au"]
        if jusqu_au and jusqu_au <= now():
            raise ValidationError("Cette date est passée. Choisissez une date à venir, ou laissez vide.")
        return jusqu_au


class AnnexeForm(forms.Form):
    titre = forms.CharField(label="Titre de l'annexe", max_length=120)
    fichier = forms.FileField(
        label="Fichier",
        help_text="Une étude, un plan, des photos : il partira dans l'archive, avec son empreinte.",
    )

    def clean_fichier(self) -> tuple[str, bytes]:
        televerse = self.cleaned_data["fichier"]
        if not isinstance(televerse, UploadedFile):
            raise ValidationError("Joignez un fichier.")
        nom, contenu = televerse.name or "", lire(televerse)
        verifier(nom, contenu)
        return nom, contenu


class ReferenceForm(forms.Form):
    reference_place = forms.CharField(label="Référence PLACE", max_length=80)
    url_place = forms.URLField(
        label="Adresse de la consultation", max_length=400, required=False, assume_scheme="https"
    )
    publiee_le = forms.DateField(label="Publiée le", required=False)
