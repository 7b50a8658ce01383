"""Revoir le calendrier d'un coup : trois champs par phase, une raison, une seule version."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from etabli.etape3_atelier.actions import Place
from etabli.etape3_atelier.calcul.calendrier import PhaseDatee
from etabli.etape3_atelier.models import Atelier, Jalon


class JalonForm(forms.Form):
    debut_le = forms.DateField(label="Premier jour")
    fin_le = forms.DateField(label="Dernier jour")
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    decaler_la_suite = forms.BooleanField(
        label="Décaler d'autant les phases qui suivent",
        required=False,
        help_text="Leurs durées restent ; un début qui tomberait un jour chômé attend le premier jour ouvré.",
    )
    motif = forms.CharField(
        label="Ce qui explique le changement",
        max_length=300,
        help_text="Cette phrase accompagne la nouvelle version du calendrier et la lettre aux participants.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        debut, fin = donnees.get("debut_le"), donnees.get("fin_le")
        if debut and fin and fin < debut:
            self.add_error("fin_le", "Le dernier jour précède le premier. Corrigez l'une des deux dates.")
        return donnees


def jalon_initial(jalon: Jalon) -> dict[str, Any]:
    return {"debut_le": jalon.debut_le, "fin_le": jalon.fin_le, "lieu": jalon.lieu}


class RevueForm(forms.Form):
    """`depuis` : la version que l'on avait sous les yeux en commençant."""

    depuis = forms.IntegerField(widget=forms.HiddenInput)
    motif = forms.CharField(
        label="Ce qui explique le changement",
        max_length=300,
        help_text="Cette phrase accompagne la nouvelle version et la lettre à ceux que le changement concerne.",
    )

    def __init__(self, *args: Any, atelier: Atelier, est_publiee: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.atelier, self.phases = atelier, [jalon.phase for jalon in atelier.jalons.all()]
        self.est_publiee = est_publiee
        for phase in self.phases:
            for nom, libelle, initial in (
                ("debut", "Premier jour", phase.debut_le),
                ("fin", "Dernier jour", phase.fin_le),
            ):
                self.fields[f"{nom}_{phase.ordre}"] = forms.DateField(label=libelle, initial=initial)
            self.fields[f"lieu_{phase.ordre}"] = forms.CharField(
                label="Lieu", max_length=200, required=False, initial=phase.lieu
            )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if not self.est_publiee:
            # Vérifier ne demande pas encore de dire pourquoi.
            self.errors.pop("motif", None)
        for phase in self.phases:
            debut, fin = donnees.get(f"debut_{phase.ordre}"), donnees.get(f"fin_{phase.ordre}")
            if debut and fin and fin < debut:
                phrase = "Le dernier jour précède le premier. Corrigez l'une des deux dates."
                self.add_error(f"fin_{phase.ordre}", ValidationError(phrase))
            if debut and self.atelier.lance_le and debut < self.atelier.lance_le:
                phrase = "Une phase ne peut commencer avant le lancement de l'atelier."
                self.add_error(f"debut_{phase.ordre}", ValidationError(phrase))
        return donnees

    def rangees(self) -> Iterator[tuple[PhaseDatee, BoundField, BoundField, BoundField]]:
        for phase in self.phases:
            champs = [self[f"{nom}_{phase.ordre}"] for nom in ("debut", "fin", "lieu")]
            yield phase, champs[0], champs[1], champs[2]

    def phases_voulues(self) -> list[PhaseDatee]:
        """Le calendrier tel qu'il serait ; à demander d'un formulaire valide."""
        return [
            replace(
                phase,
                debut_le=self.cleaned_data[f"debut_{phase.ordre}"],
                fin_le=self.cleaned_data[f"fin_{phase.ordre}"],
                lieu=self.cleaned_data[f"lieu_{phase.ordre}"],
            )
            for phase in self.phases
        ]

    def places(self) -> dict[int, Place]:
        return {p.ordre: Place(p.debut_le, p.fin_le, p.lieu) for p in self.phases_voulues()}
