"""Les filtres et les poids : tout est dans l'adresse, donc tout se partage."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from etabli.annuaire.models import Organisation
from etabli.dossier.enums import College
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.enums import Horizon, Priorite, StatutAction
from etabli.etape5_feuille_de_route.forms.choix import choisir
from etabli.etape5_feuille_de_route.models import Action, Axe, FeuilleDeRoute
from etabli.socle.listes import Filtre
from etabli.socle.sans_accents import contient


class FiltreDeContributionsForm(forms.Form):
    """Ce que l'on cherche parmi les paroles ; tout est dans l'adresse."""

    q = forms.CharField(label="Un mot", required=False, max_length=80)
    session = forms.TypedChoiceField(label="Session", required=False, coerce=int, empty_value=None)
    college = forms.ChoiceField(label="Collège", required=False, choices=[("", "Tous"), *College.choices])
    sort = forms.ChoiceField(
        label="Ce qu'elles sont devenues",
        required=False,
        choices=[("", "Toutes"), ("suivie", "Ont une suite"), ("sans", "Sans suite à ce jour")],
    )

    def __init__(self, *args: Any, sessions: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        champ: Any = self.fields["session"]
        champ.choices = [("", "Toutes"), *((n, f"Session {n}") for n in sessions)]

    def appliquer(self, contributions: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
        """Un filtre illisible est ignoré : une adresse abîmée montre tout plutôt qu'une erreur."""
        self.is_valid()
        voulu = self.cleaned_data
        if voulu.get("q"):
            contributions = contributions.filter(texte__icontains=voulu["q"])
        if voulu.get("session"):
            contributions = contributions.filter(activite__seance__numero=voulu["session"])
        if voulu.get("college"):
            contributions = contributions.filter(college=voulu["college"])
        suivie = Q(enjeux__isnull=False) | Q(axes__isnull=False) | Q(actions__isnull=False)
        if voulu.get("sort") == "suivie":
            contributions = contributions.filter(suivie).distinct()
        elif voulu.get("sort") == "sans":
            contributions = contributions.exclude(suivie)
        return contributions


class FiltresForm(Filtre):
    """Les mêmes filtres pour le tableau, le calendrier et le financement ; `feuille` en donne les choix."""

    q = forms.CharField(label="Un mot", required=False, max_length=80)
    axe = forms.ModelChoiceField(Axe.objects.none(), label="Axe", required=False, empty_label="Tous")
    porteur = forms.ModelChoiceField(
        Organisation.objects.none(), label="Maîtrise d'ouvrage", required=False, empty_label="Toutes"
    )
    statut = forms.ChoiceField(label="Statut", required=False, choices=[("", "Tous"), *StatutAction.choices])
    priorite = forms.ChoiceField(
        label="Priorité", required=False, choices=[("", "Toutes"), *Priorite.choices]
    )
    horizon = forms.ChoiceField(label="Horizon", required=False, choices=[("", "Tous"), *Horizon.choices])

    def preparer_les_champs(self) -> None:
        feuille: FeuilleDeRoute = self.options["feuille"]
        choisir(self, "axe", feuille.axes.all(), "Tous")
        choisir(self, "porteur", Organisation.objects.filter(actions__feuille=feuille).distinct(), "Toutes")

    def quand_q(self, texte: str) -> Q:
        return contient(texte, "titre", "description")

    def quand_porteur(self, porteur: Organisation) -> Q:
        return Q(maitrise_d_ouvrage=porteur)

    def appliquer(self, actions: "QuerySet[Action]") -> "QuerySet[Action]":
        return actions.filter(self.condition())

    @property
    def est_actif(self) -> bool:
        return not self.est_vide


class PoidsForm(forms.Form):
    """Ce qui compte, et combien ; de 0 (ne compte pas) à 5."""

    def __init__(self, *args: Any, criteres: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for cle, libelle in criteres:
            self.fields[cle] = forms.TypedChoiceField(
                label=libelle,
                required=False,
                coerce=int,
                initial=1,
                choices=[(n, str(n)) for n in range(6)],
            )

    def poids(self) -> dict[str, int]:
        """Un poids absent ou illisible vaut 1."""
        self.is_valid()
        lus = getattr(self, "cleaned_data", {})
        return {nom: 1 if lus.get(nom, "") == "" else int(lus[nom]) for nom in self.fields}
