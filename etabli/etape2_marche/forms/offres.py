"""Autour d'une offre ouverte : la joindre, demander au candidat ; après le choix : signer, répondre aux écartés."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localdate

from etabli.etape2_marche.enums import NatureDeDemande, SuiteDeDemande
from etabli.etape2_marche.models import Critere
from etabli.socle.fichiers import lire, verifier
from etabli.socle.francais import nombre

NB_SOUS_CRITERES = 6


def lire_le_fichier(televerse: Any) -> tuple[str, bytes] | None:
    """Le nom et le contenu d'un fichier joint, vérifiés ; rien s'il n'y en a pas."""
    if not isinstance(televerse, UploadedFile):
        return None
    nom, contenu = televerse.name or "", lire(televerse)
    verifier(nom, contenu)
    return nom, contenu


class JoindreForm(forms.Form):
    fichier = forms.FileField(
        label="L'offre ouverte",
        help_text="L'archive ou le PDF ouvert sur PLACE, tel que le candidat l'a déposé.",
    )

    def clean_fichier(self) -> tuple[str, bytes] | None:
        return lire_le_fichier(self.cleaned_data["fichier"])


class DemandeForm(forms.Form):
    nature = forms.ChoiceField(
        label="Ce que vous demandez",
        choices=NatureDeDemande.choices,
        widget=forms.RadioSelect,
        help_text="Une offre ne s'écarte comme anormalement basse qu'après avoir demandé au candidat de la justifier.",
    )
    texte = forms.CharField(
        label="Votre demande",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Elle part au mandataire du groupement. Une précision ne permet pas de modifier l'offre.",
    )
    reponse_attendue_le = forms.DateField(label="Réponse attendue le")

    def clean_reponse_attendue_le(self) -> date:
        le: date = self.cleaned_data["reponse_attendue_le"]
        if le <= localdate():
            raise ValidationError("Laissez un délai au candidat : choisissez une date à venir.")
        return le


class ReponseDuCandidatForm(forms.Form):
    reponse = forms.CharField(
        label="Réponse",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Elle ne se modifie plus une fois enregistrée.",
    )


class SuiteForm(forms.Form):
    suite = forms.ChoiceField(label="Suite", choices=SuiteDeDemande.choices, widget=forms.RadioSelect)
    motif = forms.CharField(
        label="Ce qui la motive",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le rapport d'analyse le reprend.",
    )


class DeportForm(forms.Form):
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Facultatif : il n'est lu que des porteurs de l'atelier. Vous ne lirez plus les offres et vos notes "
        "ne compteront plus ; ce choix ne se reprend pas.",
    )


class EnvoyerLesRejetsForm(forms.Form):
    attente_jours = forms.IntegerField(
        label="Délai d'attente avant la signature, en jours",
        min_value=0,
        max_value=60,
        initial=0,
        help_text="Aucun délai n'est exigé d'un marché subséquent (article R. 2182-2 du code de la commande publique). "
        "Onze jours est celui des procédures qui l'exigent ; 0 : aucun.",
    )


class MotifsForm(forms.Form):
    texte = forms.CharField(
        label="Caractéristiques et avantages de l'offre retenue",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Sans rien livrer de ce que le titulaire tient pour confidentiel : méthode, prix détaillés, noms.",
    )


class SousCriteresForm(forms.Form):
    """Jusqu'à six sous-critères ; une ligne vide ne compte pas, tout effacer rend le critère entier."""

    def __init__(self, *args: Any, critere: Critere, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.critere = critere
        actuels = list(critere.sous_criteres.all())
        for rang in range(1, NB_SOUS_CRITERES + 1):
            actuel = actuels[rang - 1] if rang <= len(actuels) else None
            self.fields[f"nom_{rang}"] = forms.CharField(
                label=f"Sous-critère {rang}",
                max_length=200,
                required=False,
                initial=actuel.nom if actuel else "",
            )
            self.fields[f"poids_{rang}"] = forms.DecimalField(
                label=f"Poids du sous-critère {rang}, en %",
                required=False,
                min_value=Decimal("0.01"),
                max_value=100,
                max_digits=5,
                decimal_places=2,
                localize=True,
                initial=actuel.poids if actuel else None,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or {}
        for rang in range(1, NB_SOUS_CRITERES + 1):
            nom, poids = saisi.get(f"nom_{rang}"), saisi.get(f"poids_{rang}")
            if nom and poids is None and f"poids_{rang}" not in self.errors:
                self.add_error(f"poids_{rang}", "Donnez le poids de ce sous-critère.")
            if poids is not None and not nom:
                self.add_error(f"nom_{rang}", "Nommez ce sous-critère, ou effacez son poids.")
        total = sum((poids for _, poids in self.saisis(saisi)), Decimal(0))
        if not self.errors and total and total != self.critere.poids:
            self.add_error(
                None,
                f"Les poids font {nombre(total)} % : ils doivent faire {nombre(self.critere.poids)} %, "
                "le poids du critère.",
            )
        return saisi

    def saisis(self, saisi: dict[str, Any] | None = None) -> list[tuple[str, Decimal]]:
        lu = self.cleaned_data if saisi is None else saisi
        lignes = ((lu.get(f"nom_{r}"), lu.get(f"poids_{r}")) for r in range(1, NB_SOUS_CRITERES + 1))
        return [(nom, poids) for nom, poids in lignes if nom and poids is not None]
