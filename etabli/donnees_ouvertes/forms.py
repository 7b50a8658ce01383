"""Créer un jeton, tenir un abonnement."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.evenements import CHOIX
from etabli.donnees_ouvertes.models import Abonnement

DUREE_HABITUELLE = timedelta(days=90)


def dans_trois_mois() -> Any:
    return localdate() + DUREE_HABITUELLE


class JetonForm(forms.Form):
    nom = forms.CharField(
        label="À quoi il servira",
        max_length=80,
        help_text="L'outil ou le script, par exemple « tableau de bord de la DDT ». Le journal le nommera.",
    )
    portees = forms.MultipleChoiceField(
        label="Ce qu'il permet",
        choices=Portee.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Le moins possible : vos propres droits s'appliquent toujours en plus.",
    )
    expire_le = forms.DateField(
        label="Il expire le", initial=dans_trois_mois, help_text="Dans un an au plus."
    )


class AbonnementForm(forms.Form):
    nom = forms.CharField(label="Qui est prévenu", max_length=80)
    adresse = forms.URLField(
        label="Adresse appelée",
        max_length=500,
        assume_scheme="https",
        help_text="En https, sur l'internet ; elle reçoit un POST signé à chaque évènement.",
        error_messages={
            "invalid": "Écrivez une adresse entière, par exemple https://outil.example/reception."
        },
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    evenements = forms.MultipleChoiceField(
        label="Les évènements qu'elle attend",
        choices=CHOIX,
        widget=forms.CheckboxSelectMultiple,
        help_text="« Réservé » : n'est pas public. Ne l'envoyez qu'à un service autorisé à le lire.",
    )

    @classmethod
    def de(cls, abonnement: Abonnement, saisie: Any = None) -> "AbonnementForm":
        champs = {"nom": abonnement.nom, "adresse": abonnement.adresse, "evenements": abonnement.evenements}
        return cls(saisie or None, initial=champs)
