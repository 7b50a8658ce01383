"""Décider d'une phrase du corpus, proposer ou reprendre le corpus."""

from typing import Any

from django import forms

from etabli.etape6_restitution.enums import DecisionDeCorpus
from etabli.etape6_restitution.reidentification import SEUIL_AU_MOINS, SEUIL_PROPOSE

CHOIX = [
    (d.value, d.label)
    for d in (
        DecisionDeCorpus.MASQUER,
        DecisionDeCorpus.REECRIRE,
        DecisionDeCorpus.GARDER,
        DecisionDeCorpus.ECARTER,
    )
]
SANS_MASQUER = [choix for choix in CHOIX if choix[0] != DecisionDeCorpus.MASQUER]


class ProposerForm(forms.Form):
    seuil = forms.IntegerField(
        label="Plus petit groupe que l'on nomme, en personnes",
        initial=SEUIL_PROPOSE,
        min_value=SEUIL_AU_MOINS,
        max_value=100,
        help_text="Un collège moins nombreux dans une session n'est pas nommé ; un lieu que moins de phrases "
        "citent est signalé.",
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="Que faire de cette phrase",
        choices=CHOIX,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez de masquer, réécrire, garder ou écarter."},
    )
    texte = forms.CharField(
        label="La phrase réécrite",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Seulement si vous réécrivez.",
    )
    motif = forms.CharField(
        label="Pourquoi",
        max_length=500,
        help_text="Sans citer ce que vous cachez : cette raison reste au journal.",
        error_messages={"required": "Dites en une phrase pourquoi : une autre personne doit pouvoir relire."},
    )

    def __init__(self, *args: Any, a_des_soupcons: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        champ: Any = self.fields["decision"]
        champ.choices = CHOIX if a_des_soupcons else SANS_MASQUER


class ReprendreForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi reprendre la vérification",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Publié, le corpus est retiré du site ; les copies déjà faites restent.",
    )


class FiltreDuCorpusForm(forms.Form):
    montrer = forms.ChoiceField(
        label="Montrer",
        required=False,
        choices=[("", "À décider"), ("signalees", "Toutes celles qui sont signalées"), ("toutes", "Toutes")],
    )
    q = forms.CharField(label="Un mot", required=False, max_length=80)
