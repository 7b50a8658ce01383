"""Les saisies de l'étape : chaque formulaire dit ce qu'il attend, rien de tapé n'est perdu."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localdate

from etabli.dossier.enums import PORTEURS
from etabli.dossier.models import Thematique
from etabli.etape3_atelier.actions import refuser_un_nom_tu
from etabli.etape3_atelier.models import (
    Atelier,
    Constat,
    Contact,
    Depense,
    DocumentLu,
    Entretien,
    Guide,
    Jalon,
    Reponse,
    cle_de_partage,
)
from etabli.socle.fichiers import lire, verifier
from etabli.socle.formulaires import ChampEuros


class ChampPiece(forms.FileField):
    """Un fichier vérifié dès la saisie ; rend le couple (nom, contenu) que les actions attendent."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        televerse = super().clean(data, initial)
        if not isinstance(televerse, UploadedFile):
            return None
        nom, contenu = televerse.name or "", lire(televerse)
        verifier(nom, contenu)
        return nom, contenu


class LancerForm(forms.Form):
    lance_le = forms.DateField(
        label="Date de lancement",
        help_text="Le jour de la réunion de cadrage. Le calendrier proposé part de cette date.",
    )


class AcheverForm(forms.Form):
    acheve_le = forms.DateField(label="Date d'achèvement", help_text="Au plus tard aujourd'hui.")

    def clean_acheve_le(self) -> Any:
        acheve_le = self.cleaned_data["acheve_le"]
        if acheve_le > localdate():
            raise ValidationError("Cette date est à venir. Indiquez une date passée, ou celle d'aujourd'hui.")
        return acheve_le


class MotifForm(forms.Form):
    motif = forms.CharField(
        label="Motif",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il sera inscrit au journal et écrit aux porteurs et à l'équipe.",
    )


FORMULAIRES_D_ACTE: dict[str, type[forms.Form]] = {
    "lancer": LancerForm,
    "achever": AcheverForm,
    "interrompre": MotifForm,
}


def demander_la_source(form: forms.ModelForm[Any], donnees: dict[str, Any]) -> None:
    """Un accord sans trace n'en est pas un : on dit comment il a été donné."""
    if donnees.get("a_consenti_le") and not donnees.get("source_du_consentement"):
        phrase = "Dites comment cet accord a été donné : « de vive voix », « par courriel du 3 mars »…"
        form.add_error("source_du_consentement", phrase)


class ContactForm(forms.ModelForm[Contact]):
    class Meta:
        model = Contact
        fields = ["nom", "qualite", "college", "courriel", "a_consenti_le", "source_du_consentement"]
        help_texts = {
            "qualite": "Par exemple : maire, présidente d'association, commerçant.",
            "a_consenti_le": "Vide : cette personne ne recevra aucun courriel de l'atelier.",
            "source_du_consentement": "De vive voix, sur un formulaire, par courriel…",
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        demander_la_source(self, donnees)
        return donnees

    def __init__(self, *args: Any, atelier: Atelier, **options: Any) -> None:
        super().__init__(*args, **options)
        self.atelier = atelier

    def clean_courriel(self) -> str:
        courriel: str = self.cleaned_data["courriel"].lower()
        autres = self.atelier.contacts.filter(courriel=courriel).exclude(pk=self.instance.pk)
        if courriel and autres.exists():
            raise ValidationError("Cette adresse est déjà celle d'un autre contact. Modifiez-le plutôt.")
        return courriel


class DocumentLuForm(forms.ModelForm[DocumentLu]):
    piece = ChampPiece(
        label="Le document lui-même",
        required=False,
        help_text="PDF, ODT, DOCX, image… Un nouveau dépôt ajoute une version, l'ancienne reste.",
    )

    class Meta:
        model = DocumentLu
        fields = ["titre", "auteur", "annee", "dit", "page", "contradiction", "manque"]
        widgets = {
            "dit": forms.Textarea(attrs={"rows": 6}),
            "contradiction": forms.Textarea(attrs={"rows": 3}),
            "manque": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "dit": "L'essentiel, en quelques phrases, pour qui n'ouvrira pas le document.",
            "page": "Où le retrouver : « p. 12 », « carte 3 ».",
        }


class EntretienForm(forms.ModelForm[Entretien]):
    class Meta:
        model = Entretien
        fields = [
            "personne",
            "qualite",
            "college",
            "mene_le",
            "guide",
            "est_anonyme",
            "noms_a_taire",
            "a_consenti_le",
            "source_du_consentement",
            "notes",
            "verbatim",
        ]
        widgets = {
            "noms_a_taire": forms.Textarea(attrs={"rows": 2}),
            "notes": forms.Textarea(attrs={"rows": 8}),
            "verbatim": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "qualite": "C'est elle qui s'affiche quand la personne n'est pas nommée.",
            "guide": "Ses questions s'ouvriront à la page suivante, une zone de notes par question.",
            "est_anonyme": "Son nom est remplacé partout où il apparaîtrait, et seule l'équipe projet lit les notes.",
            "noms_a_taire": "Un par ligne : les personnes citées que l'on ne veut pas exposer.",
            "a_consenti_le": "Vide : aucune citation ne sera reproduite nulle part.",
            "source_du_consentement": "De vive voix, sur un formulaire, par courriel…",
            "verbatim": "Les mots de la personne, sans guillemets. Une ligne vide sépare deux citations.",
        }

    def __init__(self, *args: Any, atelier: Atelier, **options: Any) -> None:
        super().__init__(*args, **options)
        guide = self.fields["guide"]
        if isinstance(guide, forms.ModelChoiceField):
            guide.queryset, guide.empty_label = atelier.guides.all(), "Sans guide"
        if not atelier.guides.exists():
            del self.fields["guide"]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        demander_la_source(self, donnees)
        return donnees


class GuideForm(forms.ModelForm[Guide]):
    class Meta:
        model = Guide
        fields = ["nom", "college", "introduction", "questions"]
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 4}),
            "questions": forms.Textarea(attrs={"rows": 10}),
        }
        help_texts = {
            "introduction": "Le cadre, la durée, ce que deviendront les réponses, l'accord demandé."
        }


class ReponsesForm(forms.Form):
    """Une zone par question, dans l'ordre du guide."""

    def __init__(self, *args: Any, questions: list[Reponse], **options: Any) -> None:
        super().__init__(*args, **options)
        for posee in questions:
            self.fields[f"reponse_{posee.ordre}"] = forms.CharField(
                label=posee.question,
                required=False,
                initial=posee.notes,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def notes(self) -> dict[int, str]:
        return {int(nom.removeprefix("reponse_")): texte for nom, texte in self.cleaned_data.items()}


class ConstatForm(forms.ModelForm[Constat]):
    class Meta:
        model = Constat
        fields = ["texte", "thematique", "document", "page", "entretien"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "texte": "Une phrase que l'on peut vérifier, avec sa source ci-dessous.",
            "page": "Où le retrouver dans le document : « p. 12 », « carte 3 ».",
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        refuser_un_nom_tu(donnees.get("entretien"), donnees.get("texte", ""))
        return donnees

    def __init__(self, *args: Any, atelier: Atelier, **options: Any) -> None:
        super().__init__(*args, **options)
        choix: dict[str, Any] = {
            "thematique": Thematique.objects.all(),
            "document": atelier.documents_lus.all(),
            "entretien": atelier.entretiens.all(),
        }
        for nom, possibles in choix.items():
            champ = self.fields[nom]
            if isinstance(champ, forms.ModelChoiceField):
                champ.queryset, champ.empty_label = possibles, "Aucun"


class DepenseForm(forms.ModelForm[Depense]):
    montant = ChampEuros(label="Montant TTC", max_digits=9)
    piece = ChampPiece(label="Devis ou facture", required=False)

    class Meta:
        model = Depense
        fields = ["session", "objet", "montant", "payeur", "est_payee"]
        help_texts = {
            "est_payee": "Laissez vide pour un devis : il compte dans le prévu, pas dans les soldes."
        }

    def __init__(self, *args: Any, atelier: Atelier, **options: Any) -> None:
        super().__init__(*args, **options)
        rangs = range(1, max(1, atelier.nb_sessions) + 1)
        self.fields["session"] = forms.TypedChoiceField(
            label="Session", choices=[(n, f"Session n° {n}") for n in rangs], coerce=int
        )
        payeur = self.fields["payeur"]
        if isinstance(payeur, forms.ModelChoiceField):
            porteurs = [o.pk for o in atelier.dossier.organisations(*PORTEURS)]
            payeur.queryset = payeur.queryset.filter(pk__in=porteurs)  # type: ignore[union-attr]


class PartageForm(forms.Form):
    """Un champ par porteur : combien de parts il prend."""

    def __init__(self, *args: Any, atelier: Atelier, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cle = cle_de_partage(atelier)
        for organisation, parts in self.cle.items():
            self.fields[f"parts_{organisation.pk}"] = forms.IntegerField(
                label=organisation.nom, min_value=0, max_value=1000, initial=parts
            )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if not self.errors and not any(donnees.values()):
            raise ValidationError("Donnez au moins une part à quelqu'un : sans cela personne ne paierait.")
        return donnees

    def parts(self) -> dict[Any, int]:
        return {o: self.cleaned_data[f"parts_{o.pk}"] for o in self.cle}


class ServiceForm(forms.Form):
    """Un champ par phase : ce qu'elle prend du montant du marché, hors taxes."""

    def __init__(self, *args: Any, jalons: list[Jalon], proposes: dict[int, Decimal], **options: Any) -> None:
        super().__init__(*args, **options)
        self.jalons = jalons
        for jalon in jalons:
            self.fields[f"jalon_{jalon.pk}"] = ChampEuros(label=jalon.nom, initial=proposes.get(jalon.pk))

    def montants(self) -> dict[Jalon, Decimal]:
        return {jalon: self.cleaned_data[f"jalon_{jalon.pk}"] for jalon in self.jalons}
