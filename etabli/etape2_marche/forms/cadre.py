"""Tenir un accord-cadre : ses champs, ses critères, ses titulaires."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.annuaire.enums import SERVICES_DECONCENTRES, TypeOrganisation
from etabli.annuaire.models import Groupement, Organisation
from etabli.etape2_marche.enums import FormeDeGroupement
from etabli.etape2_marche.models import AccordCadre
from etabli.socle.formulaires import ChampEuros

NB_LIGNES = 8


class CadreForm(forms.ModelForm[AccordCadre]):
    montant_maximum = ChampEuros(label="Montant maximum HT, en euros", required=False, min_value=1)

    class Meta:
        model = AccordCadre
        fields = [
            "intitule",
            "numero",
            "debut_le",
            "fin_le",
            "est_date_au_jour",
            "montant_maximum",
            "nb_titulaires_attendus",
            "regle_de_prix",
            "regle_d_arrondi",
            "regle_d_egalite",
            "note_maximale",
            "code_cpv",
            "procedure",
            "forme_de_prix",
            "type_de_prix",
            "clause_sociale",
            "clause_environnementale",
            "acheteurs",
            "taux_tva",
            "delai_de_verification_mois",
            "delai_de_paiement_jours",
            "source",
        ]
        help_texts = {
            "numero": "Seize caractères au plus, sans espace : la forme des données essentielles.",
            "est_date_au_jour": "Décochez si seules les années sont connues.",
            "nb_titulaires_attendus": "Tant qu'il en manque, aucune consultation ne peut être lancée.",
            "code_cpv": "Huit chiffres, sans le caractère de contrôle.",
            "acheteurs": "Aucun choisi : tous les services déconcentrés peuvent acheter sur ce cadre.",
            "taux_tva": "Proposé sur chaque facture ; il s'y change.",
            "delai_de_verification_mois": "Deux mois par défaut (CCAG-PI, à vérifier) : sert aux alertes.",
            "delai_de_paiement_jours": "Trente jours par défaut (à vérifier) : sert aux alertes.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = Organisation.objects.filter(type__in=SERVICES_DECONCENTRES).order_by("nom")
        self.fields["acheteurs"].queryset = services  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or {}
        debut_le, fin_le = saisi.get("debut_le"), saisi.get("fin_le")
        if debut_le and fin_le and fin_le <= debut_le:
            self.add_error("fin_le", "L'accord-cadre finit après son début.")
        return saisi


class FinDeTitreForm(forms.Form):
    jusqu_au = forms.DateField(
        label="Titulaire jusqu'au",
        initial=localdate,
        help_text="Il n'est plus consulté après cette date ; ses marchés en cours continuent.",
    )
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))


class CriteresForm(forms.Form):
    """Jusqu'à huit critères ; une ligne vide ne compte pas."""

    def __init__(self, *args: Any, cadre: AccordCadre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actuels = list(cadre.criteres.all())
        prix = next((str(rang) for rang, c in enumerate(actuels, 1) if c.est_prix), "1")
        for rang in range(1, NB_LIGNES + 1):
            actuel = actuels[rang - 1] if rang <= len(actuels) else None
            self.fields[f"nom_{rang}"] = forms.CharField(
                label=f"Critère {rang}", max_length=200, required=False, initial=actuel.nom if actuel else ""
            )
            self.fields[f"poids_{rang}"] = forms.DecimalField(
                label=f"Poids du critère {rang}, en %",
                required=False,
                min_value=Decimal("0.01"),
                max_value=100,
                max_digits=5,
                decimal_places=2,
                localize=True,
                initial=actuel.poids if actuel else None,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.fields["prix"] = forms.ChoiceField(
            label="Lequel est le critère du prix ?",
            choices=[(str(rang), f"Critère {rang}") for rang in range(1, NB_LIGNES + 1)],
            initial=prix,
        )

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or {}
        for rang in range(1, NB_LIGNES + 1):
            if (
                saisi.get(f"nom_{rang}")
                and saisi.get(f"poids_{rang}") is None
                and f"poids_{rang}" not in self.errors
            ):
                self.add_error(f"poids_{rang}", "Donnez le poids de ce critère.")
            if saisi.get(f"poids_{rang}") is not None and not saisi.get(f"nom_{rang}"):
                self.add_error(f"nom_{rang}", "Nommez ce critère.")
        total = sum((poids for _, poids, _ in self.criteres(saisi)), Decimal(0))
        if not self.errors and total != 100:
            raise ValidationError(f"Les poids font {total} % : ils doivent faire 100 % au total.")
        return saisi

    def criteres(self, saisi: dict[str, Any]) -> list[tuple[str, Decimal, bool]]:
        return [
            (saisi[f"nom_{rang}"], saisi[f"poids_{rang}"], str(rang) == saisi.get("prix"))
            for rang in range(1, NB_LIGNES + 1)
            if saisi.get(f"nom_{rang}") and saisi.get(f"poids_{rang}") is not None
        ]


class TitreForm(forms.Form):
    """Donner un titre à un groupement déjà saisi."""

    groupement = forms.ModelChoiceField(label="Groupement", queryset=Groupement.objects.none())
    forme = forms.ChoiceField(
        label="Forme du groupement",
        choices=[("", "Non précisée"), *FormeDeGroupement.choices],
        required=False,
    )

    def __init__(self, *args: Any, cadre: AccordCadre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groupement"].queryset = Groupement.objects.exclude(  # type: ignore[attr-defined]
            titres__accord_cadre=cadre
        )


class GroupementForm(forms.Form):
    """Un groupement, son mandataire et ses co-traitants, une ligne par membre."""

    nom = forms.CharField(label="Nom du groupement", max_length=200)
    forme = forms.ChoiceField(
        label="Forme du groupement",
        choices=[("", "Non précisée"), *FormeDeGroupement.choices],
        required=False,
    )
    membres = forms.CharField(
        label="Membres",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un par ligne, le mandataire d'abord : nom ; compétences ; SIRET (facultatif).",
    )
    source = forms.CharField(label="Source", max_length=300, required=False)

    def clean_membres(self) -> list[tuple[str, str, str]]:
        membres = []
        for rang, ligne in enumerate(filter(str.strip, self.cleaned_data["membres"].splitlines()), 1):
            nom, competences, siret = ([*(m.strip() for m in ligne.split(";")), "", ""])[:3]
            siret = siret.replace(" ", "")
            if not nom:
                raise ValidationError(f"Ligne {rang} : commencez par le nom de l'organisation.")
            if siret and not (len(siret) == 14 and siret.isdigit()):
                raise ValidationError(f"Ligne {rang} : un SIRET compte quatorze chiffres.")
            membres.append((nom[:200], competences[:200], siret))
        return membres

    def organisations(self) -> list[tuple[Organisation, str]]:
        """Les organisations nommées, reprises de l'annuaire par SIRET ou par nom, sinon créées."""
        return [(self._organisation(nom, siret), quoi) for nom, quoi, siret in self.cleaned_data["membres"]]

    def _organisation(self, nom: str, siret: str) -> Organisation:
        connues = Organisation.objects.filter(siret=siret) if siret else Organisation.objects.filter(nom=nom)
        connue: Organisation | None = connues.first()
        if connue:
            return connue
        return Organisation.objects.create(type=TypeOrganisation.ENTREPRISE, nom=nom, siret=siret)
