"""Ce que l'on saisit pour passer la main d'un rôle."""

from typing import Any

from django import forms

from etabli.dossier.enums import Role
from etabli.dossier.forms.dossiers import proposer_des_organisations
from etabli.dossier.models import Membre


class PassationForm(forms.Form):
    choix = forms.ChoiceField(
        label="Qui prend la suite",
        widget=forms.RadioSelect,
        error_messages={"required": "Cherchez puis choisissez une organisation."},
    )
    devient = forms.ChoiceField(
        label="L'organisation qui passe la main", required=False, widget=forms.RadioSelect
    )
    motif = forms.CharField(
        label="Pourquoi",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La raison est gardée au journal du dossier, et dite à ceux qui reprennent.",
        error_messages={"required": "Dites en une phrase pourquoi la main passe."},
    )

    def __init__(self, *args: Any, q: str = "", membre: Membre, **options: Any) -> None:
        super().__init__(*args, **options)
        self.propositions = [
            c for c in proposer_des_organisations(q) if c[0] != f"organisation:{membre.organisation_id}"
        ]
        self.fields["choix"].choices = self.propositions  # type: ignore[attr-defined]
        restants = [r for r in Role if r not in (Role.PILOTE, Role.EQUIPE, membre.role)]
        self.fields["devient"].choices = [  # type: ignore[attr-defined]
            ("", "Elle quitte le dossier"),
            *((r.value, f"Elle y reste : {r.label.lower()}") for r in restants),
        ]

    def clean_choix(self) -> tuple[str, str]:
        genre, _, code = self.cleaned_data["choix"].partition(":")
        return genre, code

    def clean_devient(self) -> Role | None:
        valeur = self.cleaned_data["devient"]
        return Role(valeur) if valeur else None
