"""Ce que l'on mesure d'un territoire : des indicateurs, leurs valeurs datées, les fichiers d'où elles viennent."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from etabli.territoires.enums import Jeu, NiveauDeMesure, Theme
from etabli.territoires.models.decoupage import PublicQuerySet


class ImportQuerySet(models.QuerySet["ImportDeMesures"]):
    def visible_to(self, agent: Any) -> Self:
        """Les fichiers déposés regardent la DGALN ; les mesures, elles, sont publiques."""
        return self if getattr(agent, "est_dgaln", False) else self.none()


class ImportDeMesures(models.Model):
    """Un fichier publié, déposé tel quel : relu à blanc, puis appliqué."""

    jeu = models.CharField("jeu de données", max_length=30, choices=Jeu)
    fichier = models.FileField("fichier", upload_to="mesures/", blank=True)
    nom = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    taille = models.PositiveBigIntegerField("taille en octets")
    millesime = models.PositiveSmallIntegerField("millésime du fichier")
    source = models.CharField("source à citer", max_length=200)
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="déposé par"
    )
    depose_le = models.DateTimeField("déposé le", auto_now_add=True)
    relu_le = models.DateTimeField("relu à blanc le", null=True, blank=True)
    applique_le = models.DateTimeField("appliqué le", null=True, blank=True)
    rapport = models.JSONField("rapport", default=dict, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import de mesures"
        verbose_name_plural = "imports de mesures"
        ordering = ["-depose_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_jeu_display()}, {self.millesime}"

    def get_absolute_url(self) -> str:
        return reverse("territoires:import", args=[self.pk])


class Indicateur(models.Model):
    """Une grandeur : son nom, son unité, si elle s'additionne d'une commune à l'autre."""

    code = models.SlugField("code", max_length=40, unique=True)
    libelle = models.CharField("libellé", max_length=120)
    unite = models.CharField("unité", max_length=30, blank=True)
    theme = models.CharField("thème", max_length=20, choices=Theme)
    jeu = models.CharField("jeu de données", max_length=30, choices=Jeu)
    est_additif = models.BooleanField("s'additionne", default=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        ordering = ["ordre", "code"]

    def __str__(self) -> str:
        return self.libelle


class Mesure(models.Model):
    """La valeur d'un indicateur, un an, quelque part ; l'absence de ligne n'est pas un zéro."""

    indicateur = models.ForeignKey(Indicateur, models.CASCADE, related_name="mesures")
    annee = models.PositiveSmallIntegerField("année")
    niveau = models.CharField("niveau", max_length=11, choices=NiveauDeMesure)
    code = models.CharField("code du territoire", max_length=9)
    valeur = models.FloatField("valeur")
    nb_communes = models.PositiveIntegerField("communes comptées", default=1)
    origine = models.ForeignKey(
        ImportDeMesures, models.PROTECT, related_name="mesures", verbose_name="import"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        ordering = ["indicateur", "annee", "niveau", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["niveau", "code", "indicateur", "annee"], name="une_mesure_par_territoire_et_annee"
            )
        ]
        indexes = [models.Index(fields=["origine", "niveau"], name="mesure_par_origine")]

    def __str__(self) -> str:
        return f"{self.indicateur_id} {self.annee} {self.code}"
