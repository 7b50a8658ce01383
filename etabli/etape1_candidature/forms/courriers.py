"""Ce que l'on saisit pour un courrier : ses blancs, son envoi, sa relance, son exemplaire signé."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, localtime

from etabli.etape1_candidature.enums import TypeCourrier
from etabli.etape1_candidature.models import Courrier
from etabli.socle.fichiers import lire, verifier
from etabli.socle.signature import Lecture, lire_a_part

# Un exemplaire dans cet état ne prouve rien : on le dit à l'envoi plutôt qu'à l'instruction.
REFUSES = ("alteree", "chiffre")


class ProjetForm(forms.Form):
    """Les blancs du projet ; ce qui reste vide reste entre crochets dans le document."""

    signataire = forms.CharField(
        label="Nom et qualité du signataire",
        max_length=200,
        required=False,
        help_text="Par exemple : Mme Martin, présidente.",
    )
    lieu = forms.CharField(label="Fait à", max_length=120, required=False)
    referent = forms.CharField(
        label="Personne référente",
        max_length=300,
        required=False,
        help_text="Nom, fonction, coordonnées, temps consacré à l'Atelier.",
    )
    suppleant = forms.CharField(
        label="Personne suppléante", max_length=300, required=False, help_text="Nom et fonction."
    )

    def __init__(self, data: Any = None, *, courrier: Courrier) -> None:
        champs = ("signataire", "lieu", "referent", "suppleant")
        super().__init__(data, initial={nom: getattr(courrier, nom) for nom in champs})
        if courrier.type != TypeCourrier.ENGAGEMENT:
            del self.fields["referent"], self.fields["suppleant"]


class EnvoiForm(forms.Form):
    envoye_a = forms.CharField(
        label="À qui, et comment",
        max_length=200,
        help_text="Par exemple : secrétariat de la présidente, par le parapheur électronique.",
    )


class RelanceForm(forms.Form):
    mot = forms.CharField(
        label="Un mot à joindre",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le rappel dit déjà quel courrier est attendu, et où le trouver.",
    )


class CourrierSigneForm(forms.Form):
    fichier = forms.FileField(
        label="Exemplaire signé",
        help_text="Un PDF de préférence : le courrier numérisé, ou signé électroniquement.",
    )
    signataire = forms.CharField(
        label="Nom et qualité du signataire",
        max_length=200,
        required=False,
        help_text="Par exemple : Mme Martin, présidente. À laisser vide seulement si le PDF est signé "
        "électroniquement : son certificat le dit.",
    )
    signe_le = forms.DateField(
        label="Date de signature",
        widget=forms.DateInput,
        required=False,
        help_text="À laisser vide seulement si le PDF est signé électroniquement.",
    )

    lecture: Lecture | None = None

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        self.contenu = lire(fichier)
        verifier(fichier.name, self.contenu)
        self.lecture = lire_a_part(self.contenu, settings.RACINES_DES_SIGNATURES)
        if self.lecture.etat in REFUSES:
            raise ValidationError(self.lecture.phrase)
        return fichier

    def clean_signe_le(self) -> Any:
        jour = self.cleaned_data["signe_le"]
        if jour and jour > localdate():
            raise ValidationError("Cette date est à venir. Indiquez le jour où le courrier a été signé.")
        return jour

    def clean(self) -> dict[str, Any]:
        """Le certificat remplit ce qui manque ; sans lui, la personne le saisit."""
        donnees = super().clean() or {}
        premiere = self.lecture.signatures[0] if self.lecture and self.lecture.signatures else None
        if premiere:
            donnees["signataire"] = donnees.get("signataire") or premiere.signataire
            if "signe_le" not in self.errors and not donnees.get("signe_le") and premiere.instant:
                donnees["signe_le"] = localtime(premiere.instant).date()
        if "fichier" in self.errors:
            return donnees
        if not donnees.get("signataire"):
            self.add_error("signataire", "Écrivez le nom et la qualité de la personne qui a signé.")
        if "signe_le" not in self.errors and not donnees.get("signe_le"):
            self.add_error("signe_le", "Indiquez une date : celle qui figure sur le courrier.")
        return donnees
