"""Joindre un exemplaire signé : ses signatures électroniques se lisent à l'envoi."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.etape2_marche.actions.exemplaires import lire_les_signatures
from etabli.etape2_marche.forms.offres import lire_le_fichier
from etabli.etape2_marche.models import Marche
from etabli.socle.francais import jour
from etabli.socle.signature import Lecture

# Un exemplaire dans cet état ne prouve rien : on le dit à l'envoi plutôt qu'au premier litige.
REFUSES = ("alteree", "chiffre")


@dataclass(frozen=True)
class Exemplaire:
    nom: str
    contenu: bytes
    lecture: Lecture


def lire_l_exemplaire(televerse: Any) -> Exemplaire | None:
    """Le fichier vérifié et ses signatures lues ; rien s'il n'y en a pas."""
    lu = lire_le_fichier(televerse)
    if lu is None:
        return None
    lecture = lire_les_signatures(lu[1])
    if lecture.etat in REFUSES:
        raise ValidationError(lecture.phrase)
    return Exemplaire(*lu, lecture)


class ExemplaireForm(forms.Form):
    fichier = forms.FileField(
        label="Exemplaire signé",
        help_text="Un PDF de préférence : signé électroniquement, ou numérisé après signature à la main.",
    )

    def clean_fichier(self) -> Exemplaire | None:
        return lire_l_exemplaire(self.cleaned_data["fichier"])


class SignatureForm(forms.Form):
    signe_le = forms.DateField(
        label="Signé le", help_text="La date de la dernière signature, celle de l'acheteur."
    )
    signataire = forms.CharField(
        label="Signataire pour l'acheteur", max_length=200, help_text="Nom et qualité."
    )
    fichier = forms.FileField(
        label="Acte d'engagement signé",
        required=False,
        help_text="Le PDF signé : il se garde avec son empreinte, et ce que disent ses signatures électroniques.",
    )

    def __init__(self, *args: Any, marche: Marche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marche = marche

    def clean_signe_le(self) -> date:
        signe_le: date = self.cleaned_data["signe_le"]
        if signe_le > localdate():
            raise ValidationError("Cette date est à venir. Indiquez celle de la signature.")
        possible = self.marche.signature_possible_le
        if possible and signe_le < possible:
            raise ValidationError(
                f"Le délai d'attente annoncé aux candidats court jusqu'au {jour(possible)}."
            )
        return signe_le

    def clean_fichier(self) -> Exemplaire | None:
        return lire_l_exemplaire(self.cleaned_data["fichier"])
