"""Les images et les fichiers à télécharger de la vitrine : décrits, crédités, vérifiés avant d'entrer."""

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from etabli.socle.francais import taille
from etabli.vitrine.pages.enums import Droits


def _deposant() -> Any:
    """Qui l'a déposé ; rien n'y remonte depuis un agent, l'annuaire ne connaît pas la vitrine."""
    champ: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="déposé par",
    )
    champ.wagtail_reference_index_ignore = True
    return champ


class Illustration(AbstractImage):
    """Une image que tout le monde peut voir : sa description et ses droits sont obligatoires."""

    uploaded_by_user = _deposant()
    description = models.CharField(
        "description",
        max_length=255,
        help_text="Ce que l'image montre, en une phrase : elle est lue à voix haute à qui ne voit pas l'image.",
    )
    credit = models.CharField(
        "crédit", max_length=160, help_text="Qui l'a faite : « Prénom Nom, organisme, année »."
    )
    droits = models.CharField("droits", max_length=20, choices=Droits, default=Droits.LICENCE_OUVERTE)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "droits",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"
        ordering = ["title", "pk"]
        permissions = [("choose_image", "Peut choisir une image")]


class Rendu(AbstractRendition):
    """L'image à la taille d'une page ; son adresse ne change pas de contenu, un navigateur peut la garder."""

    image = models.ForeignKey(Illustration, models.CASCADE, related_name="renditions", verbose_name="image")

    class Meta:
        verbose_name = "rendu d'une image"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendu_unique_par_taille"
            )
        ]

    @property
    def url(self) -> str:
        return reverse("vitrine:image", args=[self.pk, PurePosixPath(self.file.name).name])


class Telechargement(AbstractDocument):
    """Un fichier à télécharger ; la page dit son format et son poids avant le clic."""

    uploaded_by_user = _deposant()

    admin_form_fields = ("title", "file")

    class Meta(AbstractDocument.Meta):
        verbose_name = "fichier à télécharger"
        verbose_name_plural = "fichiers à télécharger"
        ordering = ["title", "pk"]
        permissions = [("choose_document", "Peut choisir un fichier")]

    @property
    def poids(self) -> str:
        """« PDF – 1,2 Mo », comme le demande le système de design."""
        return f"{self.file_extension.upper()} – {taille(self.get_file_size() or 0)}"
