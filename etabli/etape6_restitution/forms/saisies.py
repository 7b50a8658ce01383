"""Les saisies de la restitution : chacune dit ce qu'elle attend, rien de tapé n'est perdu."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from etabli.etape6_restitution.models import FichePublique, Livrable, Photo, Section
from etabli.socle.document.images import ImageIllisible
from etabli.socle.document.images import lire as lire_l_image
from etabli.socle.fichiers import lire, verifier
from etabli.socle.formulaires import ChampRiche

USAGES = (
    ("", "Sans place particulière"),
    ("couverture", "Couverture"),
    ("avant-propos", "Avant-propos"),
    ("territoire", "Le territoire"),
    ("demarche", "La démarche"),
    ("session-1", "Ouverture de la session 1"),
    ("session-2", "Ouverture de la session 2"),
    ("session-3", "Ouverture de la session 3"),
    ("vision", "La feuille de route"),
    ("enseignements", "Ce que nous avons appris"),
)
FORMATS_D_IMAGE = (".jpg", ".jpeg", ".png", ".webp")


class MotifForm(forms.Form):
    motif = forms.CharField(
        label="Ce qui est demandé",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="L'équipe le lira tel quel dans son courriel et en tête du livrable.",
    )


class SuppressionDePhotoForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi la supprimer",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : une personne reconnaissable a retiré son accord. Le motif reste au journal.",
    )


class SectionForm(forms.Form):
    contenu = ChampRiche(label="Texte", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, aide: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contenu"].help_text = aide


class ObservationForm(forms.Form):
    section = forms.ModelChoiceField(
        Section.objects.none(), label="Partie concernée", required=False, empty_label="L'ensemble du livrable"
    )
    texte = forms.CharField(
        label="Remarque",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une demande par remarque : elle pourra être levée seule.",
    )

    def __init__(self, *args: Any, livrable: Livrable, **options: Any) -> None:
        super().__init__(*args, **options)
        champ: Any = self.fields["section"]
        champ.queryset = livrable.sections.all()


class ChampImage(forms.FileField):
    """Une image vérifiée dès la saisie ; rend le couple (nom, contenu) que l'action attend."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        televerse = super().clean(data, initial)
        if not isinstance(televerse, UploadedFile):
            return None
        nom, contenu = televerse.name or "", lire(televerse)
        if not nom.lower().endswith(FORMATS_D_IMAGE):
            raise ValidationError("Choisissez une image JPEG, PNG ou WebP.")
        verifier(nom, contenu)
        try:
            lire_l_image(contenu)
        except ImageIllisible as erreur:
            raise ValidationError(str(erreur)) from erreur
        return nom, contenu


class DetailsDePhotoForm(forms.ModelForm[Photo]):
    usage = forms.ChoiceField(
        label="Place dans le livret",
        choices=USAGES,
        required=False,
        help_text="La première photo de chaque place est utilisée.",
    )

    class Meta:
        model = Photo
        fields = ["legende", "alternative", "credit", "usage", "est_autorisee"]
        help_texts = {
            "legende": "Ce qui se lit sous l'image.",
            "alternative": "Ce que l'image montre, pour qui ne la voit pas : «\u00a0Une place, un marché.\u00a0»",
            "credit": "Le nom de l'auteur ou du fonds.",
            "est_autorisee": "Sans cette vérification, la photo est gardée mais n'entre dans aucun livrable.",
        }


class PhotoForm(DetailsDePhotoForm):
    image = ChampImage(label="Image", help_text="JPEG, PNG ou WebP, 1600 points de large au moins.")
    field_order = ("image", "legende", "alternative", "credit", "usage", "est_autorisee")


class FicheForm(forms.ModelForm[FichePublique]):
    territoire_et_perimetre = ChampRiche(
        label="Le territoire et le périmètre de réflexion",
        help_text="Le texte public de la fiche : le territoire, la question posée, le périmètre.",
    )

    class Meta:
        model = FichePublique
        fields = ["titre", "annee", "territoire_et_perimetre"]
        help_texts = {"annee": "Par exemple : 2026, ou 2025-2026."}
