"""Filtrer la liste des candidatures."""

from django import forms
from django.db.models import Q

from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import (
    CandidatureQuerySet,
)
from etabli.territoires.models import Departement


class FiltreDeCandidatures(forms.Form):
    """Les filtres de la liste ; ils vivent dans l'adresse."""

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), ("en_cours", "Toutes celles en cours"), *Etat.choices],
    )
    departement = forms.ModelChoiceField(
        Departement.objects.all(), label="Département", required=False, empty_label="Tous"
    )
    cohorte = forms.IntegerField(label="Cohorte", required=False, min_value=2019, max_value=2100)

    def appliquer(self, candidatures: CandidatureQuerySet) -> CandidatureQuerySet:
        """Un filtre illisible est ignoré : une adresse recopiée de travers montre la liste, pas une erreur."""
        self.is_valid()
        choisis = self.cleaned_data
        if texte := choisis.get("q"):
            candidatures = candidatures.filter(
                Q(dossier__titre__icontains=texte) | Q(dossier__perimetre__nom__icontains=texte)
            )
        if departement := choisis.get("departement"):
            candidatures = candidatures.filter(
                dossier__perimetre__communes__departement=departement
            ).distinct()
        if cohorte := choisis.get("cohorte"):
            candidatures = candidatures.filter(cohorte=cohorte)
        return candidatures

    def appliquer_l_etat(self, candidatures: CandidatureQuerySet) -> CandidatureQuerySet:
        """À part : les compteurs se lisent sans ce filtre-là."""
        etat = self.cleaned_data.get("etat")
        if etat == "en_cours":
            return candidatures.en_cours()
        return candidatures.filter(etat=etat) if etat else candidatures

    @property
    def est_vide(self) -> bool:
        return not any(self.cleaned_data.values())
