"""Ce que l'acheteur règle dans le dossier de consultation, et ce qu'il coche en le déposant sur PLACE."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from etabli.annuaire.models import Agent
from etabli.etape2_marche.models.marche import Marche
from etabli.socle.models import Fichier, Horodate


class DossierDeConsultationQuerySet(models.QuerySet["DossierDeConsultation"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(marche__in=Marche.objects.visible_to(agent))


class DossierDeConsultation(Horodate):
    """Ce que la note et l'accord-cadre ne disent pas ; figé au lancement, avec l'archive telle qu'elle est partie."""

    marche = models.OneToOneField(Marche, models.CASCADE, related_name="dce")
    contact = models.CharField("personne à joindre", max_length=200, blank=True)
    questions_jusqu_au = models.DateTimeField("questions reçues jusqu'au", null=True, blank=True)
    validite_jours = models.PositiveSmallIntegerField(
        "durée de validité des offres, en jours",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    montant_estime_ht = models.DecimalField(
        "montant à ne pas dépasser HT", max_digits=10, decimal_places=2, null=True, blank=True
    )
    duree_souhaitee_mois = models.PositiveSmallIntegerField("durée souhaitée, en mois", null=True, blank=True)
    precisions = models.TextField("précisions dans la lettre de consultation", blank=True)
    consignes = models.TextField("consignes dans le cadre de réponse", blank=True)
    archive = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="archive partie"
    )
    fige_le = models.DateTimeField("figé le", null=True, blank=True)
    url_place = models.URLField("adresse de la consultation sur PLACE", max_length=400, blank=True)
    publiee_le = models.DateField("publiée sur PLACE le", null=True, blank=True)

    objects = DossierDeConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de consultation"
        verbose_name_plural = "dossiers de consultation"
        ordering = ["marche"]

    def __str__(self) -> str:
        return f"Dossier de consultation de {self.marche}"


class PointDeControle(models.Model):
    """Un point de la liste PLACE, coché par quelqu'un, un jour."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="points_de_controle")
    cle = models.SlugField("point", max_length=40)
    fait_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    fait_le = models.DateTimeField("fait le", auto_now_add=True)

    class Meta:
        verbose_name = "point de contrôle"
        verbose_name_plural = "points de contrôle"
        ordering = ["marche", "pk"]
        constraints = [models.UniqueConstraint(fields=["marche", "cle"], name="point_coche_une_fois")]

    def __str__(self) -> str:
        return self.cle
