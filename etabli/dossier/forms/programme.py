"""Régler le programme : un format, son déroulé type, ses livrables, les thématiques."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from etabli.dossier.enums import NatureDePhase
from etabli.dossier.models import FormatAtelier, LivrableType, PhaseType, Thematique

BORNES = (
    ("duree_min_mois", "duree_max_mois", "La durée maximale est plus courte que la durée minimale."),
    ("jours_min_par_session", "jours_max_par_session", "Le maximum de jours est plus petit que le minimum."),
    ("engagement_min_mois", "engagement_max_mois", "Le maximum est plus court que le minimum."),
)
# Au-delà, c'est une faute de frappe : les calendriers qui en naîtraient n'existeraient pas.
AU_PLUS = {
    "duree_min_mois": (120, "Une durée s'écrit en mois : 120 au plus."),
    "duree_max_mois": (120, "Une durée s'écrit en mois : 120 au plus."),
    "engagement_min_mois": (240, "Un engagement s'écrit en mois : 240 au plus."),
    "engagement_max_mois": (240, "Un engagement s'écrit en mois : 240 au plus."),
    "nb_sessions": (50, "Un format a 50 sessions au plus."),
    "jours_min_par_session": (30, "Une session dure 30 jours au plus."),
    "jours_max_par_session": (30, "Une session dure 30 jours au plus."),
    "capacite_annuelle": (1000, "La capacité d'une année s'écrit en ateliers : 1 000 au plus."),
}
PHASE_AU_PLUS = {
    "decalage_semaines": (520, "Une phase commence dans les dix ans : 520 semaines au plus."),
    "duree_jours": (1000, "Une phase dure 1 000 jours au plus."),
    "session": (50, "Un format a 50 sessions au plus."),
}
NON_PRECISE = [("", "Non précisé"), ("true", "Hors taxes"), ("false", "Toutes taxes comprises")]


class FormatForm(forms.ModelForm[FormatAtelier]):
    montant_est_ht = forms.TypedChoiceField(
        label="Le montant s'entend",
        required=False,
        choices=NON_PRECISE,
        coerce=lambda valeur: valeur == "true",
        empty_value=None,
    )

    class Meta:
        model = FormatAtelier
        fields = [
            "nom",
            "description",
            "duree_min_mois",
            "duree_max_mois",
            "nb_sessions",
            "jours_min_par_session",
            "jours_max_par_session",
            "montant_indicatif",
            "montant_est_ht",
            "part_dgaln",
            "logistique",
            "engagement_min_mois",
            "engagement_max_mois",
            "capacite_annuelle",
            "source",
            "ordre",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "source": "D'où viennent ces valeurs : la page, le marché, la décision.",
            "capacite_annuelle": "Facultatif. Combien d'ateliers le programme peut retenir par an.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ht = self.instance.montant_est_ht
        self.initial["montant_est_ht"] = "" if ht is None else str(ht).lower()

    def clean(self) -> dict[str, Any]:
        lu = super().clean() or {}
        for petit, grand, phrase in BORNES:
            if lu.get(petit) is not None and lu.get(grand) is not None and lu[petit] > lu[grand]:
                self.add_error(grand, phrase)
        for nom, (au_plus, phrase) in AU_PLUS.items():
            if (lu.get(nom) or 0) > au_plus:
                self.add_error(nom, phrase)
        if (lu.get("part_dgaln") or 0) > 100:
            self.add_error("part_dgaln", "Une part va de 0 à 100 %.")
        return lu


class PhaseForm(forms.ModelForm[PhaseType]):
    class Meta:
        model = PhaseType
        fields = ["nom", "nature", "session", "decalage_semaines", "duree_jours"]

    def clean(self) -> dict[str, Any]:
        lu = super().clean() or {}
        if lu.get("nature") == NatureDePhase.SESSION and not lu.get("session"):
            self.add_error("session", "Une session porte un numéro : 1 pour la première.")
        if lu.get("nature") and lu["nature"] != NatureDePhase.SESSION:
            lu["session"] = None
        for nom, (au_plus, phrase) in PHASE_AU_PLUS.items():
            if (lu.get(nom) or 0) > au_plus:
                self.add_error(nom, phrase)
        return lu


def lignes_remplies(lignes: forms.BaseFormSet[Any]) -> list[dict[str, Any]]:
    """Ce qui a été rempli et n'est pas à supprimer."""
    return [
        {cle: valeur for cle, valeur in form.cleaned_data.items() if cle not in {"DELETE", "id"}}
        for form in lignes.forms
        if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
    ]


class PhasesDuFormat(forms.BaseFormSet[PhaseForm]):
    def clean(self) -> None:
        sessions = [lu["session"] for lu in lignes_remplies(self) if lu.get("session")]
        if len(sessions) != len(set(sessions)):
            raise ValidationError("Deux sessions portent le même numéro. Numérotez-les 1, 2, 3.")


class LivrableForm(forms.ModelForm[LivrableType]):
    class Meta:
        model = LivrableType
        fields = ["type", "description", "decalage_semaines"]


class LivrablesDuFormat(forms.BaseFormSet[LivrableForm]):
    def clean(self) -> None:
        types = [lu["type"] for lu in lignes_remplies(self) if lu.get("type")]
        if len(types) != len(set(types)):
            raise ValidationError("Un type de livrable n'est attendu qu'une fois par format.")


PhaseFormSet = forms.formset_factory(PhaseForm, formset=PhasesDuFormat, extra=2, can_delete=True, max_num=30)
LivrableFormSet = forms.formset_factory(
    LivrableForm, formset=LivrablesDuFormat, extra=1, can_delete=True, max_num=12
)


class ThematiqueForm(forms.ModelForm[Thematique]):
    class Meta:
        model = Thematique
        fields = ["nom", "parent", "ordre"]
        labels = {"parent": "Sous quelle thématique principale"}
        help_texts = {"parent": "Facultatif. Vide : c'est une thématique principale."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        principales = Thematique.objects.filter(parent=None).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = principales  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = "Aucune"  # type: ignore[attr-defined]
