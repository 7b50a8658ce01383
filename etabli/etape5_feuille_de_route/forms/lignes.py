"""Plusieurs lignes à la fois : le plan de financement, les étapes ; sans JavaScript."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.etape5_feuille_de_route.actions import LigneDePlan, LigneDEtape
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.formulaires import ChampEuros

LIGNES_VIDES = 2


class LigneForm(forms.Form):
    """Une ligne du plan ; vidée de son financeur, elle s'en va."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    financeur = forms.CharField(label="Financeur", max_length=160, required=False)
    dispositif = forms.CharField(label="Dispositif", max_length=160, required=False)
    demande = ChampEuros(label="Demandé HT", required=False)
    obtenu = ChampEuros(label="Obtenu HT", required=False)
    paye = ChampEuros(label="Payé HT", required=False)
    retirer = forms.BooleanField(label="Retirer cette ligne", required=False)

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        if saisi.get("retirer"):
            return saisi
        montants = [saisi.get(nom) for nom in ("demande", "obtenu", "paye")]
        if not saisi.get("financeur") and (saisi.get("dispositif") or any(montants)):
            self.add_error("financeur", "Dites qui finance, ou cochez «\u00a0Retirer cette ligne\u00a0».")
        if (saisi.get("paye") or 0) > (saisi.get("obtenu") or 0) and "obtenu" in saisi and "paye" in saisi:
            self.add_error("paye", "Le payé dépasse l'obtenu : corrigez l'un des deux montants.")
        return saisi

    def ligne(self) -> LigneDePlan | None:
        saisi = self.cleaned_data
        if saisi.get("retirer") or not saisi.get("financeur"):
            return None
        montants = {nom: saisi.get(nom) or Decimal(0) for nom in ("demande", "obtenu", "paye")}
        return LigneDePlan(saisi["financeur"], saisi.get("dispositif") or "", pk=saisi.get("pk"), **montants)


class PlanFormSetDeBase(forms.BaseFormSet[LigneForm]):
    def clean(self) -> None:
        if any(self.errors):
            return
        cles = [ligne.cle for ligne in self.lignes()]
        if len(set(cles)) < len(cles):
            raise ValidationError(
                "Le même financeur et le même dispositif figurent deux fois : réunissez les deux lignes."
            )

    def lignes(self) -> list[LigneDePlan]:
        return [ligne for form in self.forms if (ligne := form.ligne())]


PlanFormSet = forms.formset_factory(LigneForm, formset=PlanFormSetDeBase, extra=LIGNES_VIDES)


def plan_initial(action: Action) -> list[dict[str, Any]]:
    noms = ("pk", "financeur", "dispositif", "demande", "obtenu", "paye")
    return [{nom: getattr(ligne, nom) for nom in noms} for ligne in action.financements.all()]


class EtapeForm(forms.Form):
    libelle = forms.CharField(label="Étape", max_length=200, required=False)
    prevue_le = forms.DateField(label="Prévue le", required=False)
    faite_le = forms.DateField(label="Faite le", required=False)

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        if not saisi.get("libelle") and (saisi.get("prevue_le") or saisi.get("faite_le")):
            self.add_error("libelle", "Dites quelle étape, ou effacez ses dates.")
        if (faite_le := saisi.get("faite_le")) and faite_le > localdate():
            self.add_error("faite_le", "Cette date est à venir. Laissez vide tant que ce n'est pas fait.")
        return saisi


class EtapesFormSetDeBase(forms.BaseFormSet[EtapeForm]):
    def lignes(self) -> list[LigneDEtape]:
        """Une étape dont on efface le nom s'en va."""
        saisies = [form.cleaned_data for form in self.forms]
        return [
            LigneDEtape(s["libelle"].strip(), s.get("prevue_le"), s.get("faite_le"))
            for s in saisies
            if s.get("libelle")
        ]


EtapesFormSet = forms.formset_factory(EtapeForm, formset=EtapesFormSetDeBase, extra=LIGNES_VIDES)


def etapes_initiales(action: Action) -> list[dict[str, Any]]:
    return [dict(etape) for etape in action.etapes.values("libelle", "prevue_le", "faite_le")]
