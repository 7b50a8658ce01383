"""Les saisies de la rédaction : les fichiers sont vérifiés comme partout ailleurs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from etabli.annuaire.models import Agent
from etabli.socle.fichiers import sans_metadonnees, verifier
from etabli.vitrine.pages.enums import Niveau

IMAGES = ("jpg", "jpeg", "png", "webp")


def _verifie(fichier: Any) -> Any:
    """Type, contenu et virus, puis la lecture reprend au début : Wagtail lit le fichier à son tour."""
    fichier.seek(0)
    verifier(fichier.name, fichier.read())
    fichier.seek(0)
    return fichier


def _redessinee(fichier: Any) -> Any:
    """Wagtail recopie dans chaque taille servie ce que la photo dit du lieu et de l'appareil : on l'ôte ici."""
    fichier.seek(0)
    contenu = fichier.read()
    fichier.seek(0)
    type_mime = verifier(fichier.name, contenu)
    return SimpleUploadedFile(fichier.name, sans_metadonnees(contenu, type_mime), type_mime)


def _lisible(lire: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Wagtail ouvre l'image avant nous ; tronquée, elle faisait une panne."""

    def lue(donnees: Any) -> Any:
        try:
            return lire(donnees)
        except (OSError, SyntaxError) as abimee:
            raise ValidationError("Cette image ne s'ouvre pas. Enregistrez-la à nouveau.") from abimee

    return lue


class ImageForm(BaseImageForm):
    """Une image sans description ne sort pas de la rédaction."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if champ := self.fields.get("file"):
            champ.to_python = _lisible(champ.to_python)

    def clean_file(self) -> Any:
        fichier = self.cleaned_data["file"]
        return _redessinee(fichier) if "file" in self.changed_data else fichier

    def clean_description(self) -> str:
        description = " ".join(str(self.cleaned_data["description"]).split())
        if not description:
            raise ValidationError(
                "Décrivez ce que l'image montre : cette phrase est lue à qui ne la voit pas."
            )
        if description.rsplit(".", 1)[-1].lower() in IMAGES:
            raise ValidationError("Un nom de fichier ne décrit pas une image : dites ce qu'elle montre.")
        return description


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        fichier = self.cleaned_data["file"]
        return _verifie(fichier) if "file" in self.changed_data else fichier


class DroitForm(forms.Form):
    agent = forms.ModelChoiceField(Agent.objects.none(), label="Agent", empty_label="Choisissez un agent")
    niveau = forms.ChoiceField(label="Ce qu'il pourra faire", choices=Niveau.choices, initial=Niveau.REDIGER)

    def __init__(self, *args: Any, par: Agent, **options: Any) -> None:
        super().__init__(*args, **options)
        champ = self.fields["agent"]
        assert isinstance(champ, forms.ModelChoiceField)  # noqa: S101 -- le type, pour mypy
        champ.queryset = Agent.objects.visible_to(par)
