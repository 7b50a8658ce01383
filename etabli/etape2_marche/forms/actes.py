"""Un formulaire par acte qui demande quelque chose : une date, un motif, une offre."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now

from etabli.etape2_marche.classement import classement_de
from etabli.etape2_marche.models import Marche, Offre
from etabli.etape2_marche.models.accord_cadre import IDENTIFIANT
from etabli.socle.formulaires import ChampEuros
from etabli.socle.francais import nombre


class ActeForm(forms.Form):
    """Un acte sur un marché : le formulaire peut s'en servir pour proposer ou vérifier."""

    def __init__(self, *args: Any, marche: Marche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marche = marche
        self.preparer()

    def preparer(self) -> None:
        """Ce que le marché sait déjà."""


class LancerForm(ActeForm):
    date_limite = forms.DateTimeField(
        label="Date limite de réception des offres",
        help_text="Heure de Paris. Le délai doit être suffisant pour la complexité de la commande.",
    )
    reference_place = forms.CharField(
        label="Référence PLACE",
        max_length=80,
        required=False,
        help_text="Le numéro que PLACE a donné à la consultation ; il peut se recopier plus tard.",
    )

    def preparer(self) -> None:
        self.initial.setdefault("reference_place", self.marche.reference_place)

    def clean_date_limite(self) -> datetime:
        date_limite: datetime = self.cleaned_data["date_limite"]
        if date_limite <= now():
            raise ValidationError("Cette date est passée. Choisissez une date limite à venir.")
        return date_limite


class ProlongerForm(ActeForm):
    date_limite = forms.DateTimeField(label="Nouvelle date limite", help_text="Heure de Paris.")
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il sera écrit à tous les titulaires consultés.",
    )
    questions_jusqu_au = forms.DateTimeField(
        label="Questions reçues jusqu'au",
        required=False,
        help_text="Facultatif : laissez vide si rien ne change.",
    )

    def clean_date_limite(self) -> datetime:
        date_limite: datetime = self.cleaned_data["date_limite"]
        if date_limite <= now() or (self.marche.date_limite and date_limite <= self.marche.date_limite):
            raise ValidationError("Choisissez une date postérieure à la date limite actuelle, et à venir.")
        return date_limite


class AttribuerForm(ActeForm):
    offre = forms.ModelChoiceField(
        label="Équipe choisie",
        queryset=Offre.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Exigé si l'offre choisie n'est pas seule en tête du classement.",
    )

    def preparer(self) -> None:
        lignes = {ligne.cle: ligne for ligne in classement_de(self.marche)}
        champ = self.fields["offre"]
        champ.queryset = self.marche.offres.filter(pk__in=lignes).select_related(  # type: ignore[attr-defined]
            "titulaire__groupement"
        )
        champ.choices = [  # type: ignore[attr-defined]
            (cle, f"{ligne.nom}, rang {ligne.rang}, {nombre(ligne.total)} points sur 100")
            for cle, ligne in lignes.items()
        ]


class NotifierForm(ActeForm):
    numero = forms.CharField(
        label="Numéro du marché",
        max_length=16,
        validators=[IDENTIFIANT],
        help_text="Seize caractères au plus, sans espace : il sera publié dans les données essentielles.",
    )
    notifie_le = forms.DateField(
        label="Date de notification", help_text="La date à laquelle l'équipe a reçu le marché signé."
    )
    montant_ht = ChampEuros(label="Montant HT, en euros", min_value=1, max_digits=10)
    duree_mois = forms.IntegerField(label="Durée, en mois", min_value=1, max_value=60)
    a_une_avance = forms.BooleanField(label="Une avance est versée", required=False)
    a_de_la_sous_traitance = forms.BooleanField(label="De la sous-traitance est déclarée", required=False)

    def preparer(self) -> None:
        self.initial.setdefault("montant_ht", self.marche.montant_ht)

    def clean_notifie_le(self) -> Any:
        if (notifie_le := self.cleaned_data["notifie_le"]) > localdate():
            raise ValidationError("Cette date est à venir. Indiquez la date de réception par l'équipe.")
        return notifie_le


class MotifForm(ActeForm):
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il sera écrit aux titulaires consultés.",
    )


class SolderForm(ActeForm):
    solde_le = forms.DateField(label="Soldé le", initial=localdate)
    bilan = forms.CharField(
        label="Bilan de l'exécution",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text="Ce que le service acheteur retient : la DGALN le relira au prochain accord-cadre.",
    )


FORMULAIRES_D_ACTE: dict[str, type[ActeForm]] = {
    "lancer_la_consultation": LancerForm,
    "prolonger": ProlongerForm,
    "attribuer": AttribuerForm,
    "notifier": NotifierForm,
    "solder": SolderForm,
    "declarer_infructueux": MotifForm,
    "declarer_sans_suite": MotifForm,
}
