"""Inviter quelqu'un dans le dossier : qui, au titre de quelle organisation, pour écrire quoi."""

from typing import Any

from django import forms

from etabli.dossier.enums import Role
from etabli.dossier.forms.dossiers import proposer_des_organisations
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.enums import CleRubrique

# Un dossier n'a qu'un pilote, et l'équipe vient du marché : on n'invite ni à l'un ni à l'autre.
ROLES = (Role.COPORTEUR, Role.COPILOTE, Role.LECTEUR)


class InviterForm(forms.Form):
    email = forms.EmailField(label="Adresse électronique", help_text="Exemple : prenom.nom@collectivite.fr")
    intitule = forms.CharField(
        label="Fonction dans l'organisation", max_length=160, help_text="Exemple : chef de projet aménagement"
    )
    choix = forms.ChoiceField(
        label="Organisation",
        widget=forms.RadioSelect,
        help_text="Celles du dossier, et celles que vous avez cherchées. La personne verra ce que voit son "
        "organisation.",
        error_messages={"required": "Choisissez une organisation, ou cherchez-la par son nom."},
    )
    role = forms.ChoiceField(
        label="Rôle de l'organisation dans le dossier",
        choices=[(r.value, r.label) for r in ROLES],
        initial=Role.COPORTEUR,
        widget=forms.RadioSelect,
        help_text="Sans effet si elle en est déjà membre : elle garde son rôle.",
    )
    rubriques = forms.MultipleChoiceField(
        label="Rubriques à écrire",
        choices=CleRubrique,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Elles seront confiées à son organisation quand la personne aura accepté.",
    )
    mot = forms.CharField(
        label="Un mot d'accompagnement",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il est joint à la lettre d'invitation.",
    )

    def __init__(self, *args: Any, dossier: Dossier, q: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        membres = [m for m in dossier.membres_en_cours() if m.role != Role.EQUIPE]
        deja = [
            (f"organisation:{m.organisation_id}", f"{m.organisation} ({m.get_role_display().lower()})")
            for m in membres
        ]
        connues = {cle for cle, _ in deja}
        trouvees = [c for c in proposer_des_organisations(q) if c[0] not in connues]
        self.fields["choix"].choices = [*trouvees, *deja]  # type: ignore[attr-defined]

    def clean_choix(self) -> tuple[str, str]:
        genre, _, code = self.cleaned_data["choix"].partition(":")
        return genre, code
