"""Ce qui se tient au fil du temps : les étapes, les financements, les nouvelles."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.enums import StatutAction, TypeSuite
from etabli.etape5_feuille_de_route.models.action import Action


class EtapeDAction(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="etapes")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    libelle = models.CharField("étape", max_length=200)
    prevue_le = models.DateField("prévue le", null=True, blank=True)
    faite_le = models.DateField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "étape"
        ordering = ["action", "ordre", "pk"]

    def __str__(self) -> str:
        return self.libelle


class Financement(models.Model):
    """Une ligne du plan de financement, montants HT en euros."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="financements")
    financeur = models.CharField("financeur", max_length=160)
    dispositif = models.CharField("dispositif", max_length=160, blank=True)
    demande = models.DecimalField(
        "demandé", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    obtenu = models.DecimalField(
        "obtenu", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    paye = models.DecimalField(
        "payé", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "financement"
        ordering = ["action", "pk"]
        constraints = [
            models.CheckConstraint(
                name="financement_positif", condition=Q(demande__gte=0, obtenu__gte=0, paye__gte=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.financeur} : {self.demande} €"


class PointDeSuivi(models.Model):
    """Une nouvelle de l'action, datée, et sa suite typée s'il y en a une."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="points")
    le = models.DateField("date")
    statut = models.CharField("statut", max_length=20, choices=StatutAction)
    texte = models.TextField("ce qui s'est passé", blank=True)
    suite = models.CharField("suite", max_length=20, choices=TypeSuite, blank=True)
    par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "point de suivi"
        verbose_name_plural = "points de suivi"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.le:%d/%m/%Y} : {self.get_statut_display()}"
