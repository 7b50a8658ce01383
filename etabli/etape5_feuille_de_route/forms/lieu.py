"""Situer une action : cocher ses communes, marquer un point sur la carte ou au centre d'une commune."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from etabli.etape5_feuille_de_route.lieux import la_plus_proche, lire_le_point, trace_du_point
from etabli.etape5_feuille_de_route.models import Action
from etabli.territoires.cartes.lieux import position
from etabli.territoires.models import Commune

GARDER, AUCUN = "", "aucun"


class LieuForm(forms.Form):
    """`trace` vient de la carte ; `repere` fait le même travail au clavier, ou sans JavaScript."""

    communes = forms.ModelMultipleChoiceField(
        Commune.objects.none(),
        label="Communes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Celles où l'action se fait. Aucune : elle vaut pour tout le périmètre.",
    )
    repere = forms.ChoiceField(
        label="Le point",
        required=False,
        help_text="Sans la carte, marquez le centre d'une commune.",
    )
    trace = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, saisi: Any, *, action: Action, placees: Sequence[Commune]) -> None:
        self.action, self.placees = action, list(placees)
        depart = trace_du_point(self.placees, action.point)
        self.depart = depart
        initial = {"communes": action.communes.all(), "trace": depart}
        super().__init__(saisi, initial=initial)
        champ: Any = self.fields["communes"]
        champ.queryset = action.feuille.dossier.perimetre.communes.all()
        garde = "Celui de la carte" if action.point else "Celui de la carte, s'il y en a un"
        choix: Any = self.fields["repere"]
        choix.choices = [
            (GARDER, garde),
            (AUCUN, "Aucun point"),
            *((c.code, f"Le centre de {c.nom}") for c in self.placees),
        ]

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        saisi["point"] = self._point(saisi.get("repere") or GARDER, saisi.get("trace") or "")
        communes = list(saisi.get("communes") or [])
        if saisi["point"] and not communes:
            communes = [la_plus_proche(self.placees, saisi["point"])]
        saisi["communes"] = communes
        return saisi

    def _point(self, repere: str, trace: str) -> tuple[float, float] | None:
        if repere == AUCUN:
            return None
        if repere != GARDER:
            return position(next(c for c in self.placees if c.code == repere))
        if trace == self.depart:
            return self.action.point
        try:
            return lire_le_point(self.placees, trace)
        except ValueError:
            raise ValidationError(
                {
                    "repere": "Le point marqué ne se lit pas. Touchez la carte à nouveau, ou choisissez une commune."
                }
            ) from None
