"""Écrire la vision, les enjeux, les axes, les objectifs."""

from typing import Any

from django import forms

from etabli.etape5_feuille_de_route.forms.choix import choisir
from etabli.etape5_feuille_de_route.models import Axe, Enjeu, FeuilleDeRoute, Objectif
from etabli.socle.formulaires import ChampRiche


class VisionForm(forms.Form):
    vision = ChampRiche(
        label="La vision",
        required=False,
        help_text="Ce que le territoire veut être devenu, en quelques phrases.",
    )


class EnjeuForm(forms.ModelForm[Enjeu]):
    class Meta:
        model = Enjeu
        fields = ["titre", "texte", "constats"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 4}), "constats": forms.CheckboxSelectMultiple}
        help_texts = {
            "titre": "Une phrase qui dit ce qui est en jeu : «\u00a0Garder des services à portée de pas\u00a0».",
            "constats": "Ceux qui l'établissent, parmi les constats de l'atelier.",
        }

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **options: Any) -> None:
        super().__init__(*args, **options)
        champ = self.fields["constats"]
        if isinstance(champ, forms.ModelMultipleChoiceField):
            champ.queryset = champ.queryset.filter(atelier__dossier=feuille.dossier_id)  # type: ignore[union-attr]
            if not champ.queryset.exists():
                del self.fields["constats"]


class AxeForm(forms.ModelForm[Axe]):
    class Meta:
        model = Axe
        fields = ["titre", "texte", "enjeux"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 4}), "enjeux": forms.CheckboxSelectMultiple}
        help_texts = {"enjeux": "Ceux auxquels cet axe répond."}

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **options: Any) -> None:
        super().__init__(*args, **options)
        choisir(self, "enjeux", feuille.enjeux.all())
        if not feuille.enjeux.exists():
            del self.fields["enjeux"]


class ObjectifForm(forms.ModelForm[Objectif]):
    class Meta:
        model = Objectif
        fields = ["titre"]
        help_texts = {
            "titre": "Ce que l'on pourra constater : «\u00a0Remettre soixante logements en usage en dix ans\u00a0»."
        }
