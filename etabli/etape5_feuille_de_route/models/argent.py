"""Ce que l'argent demande de plus : le coût année par année, et les règles que les financeurs posent."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.calcul import Regle
from etabli.etape5_feuille_de_route.models.action import Action
from etabli.socle.models import Horodate

PREMIERE_ANNEE, DERNIERE_ANNEE = 2000, 2100


class CoutAnnuel(models.Model):
    """La part du coût d'une action qui tombe une année donnée, en euros hors taxes."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="couts_annuels")
    annee = models.PositiveSmallIntegerField(
        "année", validators=[MinValueValidator(PREMIERE_ANNEE), MaxValueValidator(DERNIERE_ANNEE)]
    )
    montant = models.DecimalField(
        "montant HT", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "coût d'une année"
        verbose_name_plural = "coûts par année"
        ordering = ["action", "annee"]
        constraints = [
            models.UniqueConstraint(fields=["action", "annee"], name="un_cout_par_annee"),
            models.CheckConstraint(name="cout_annuel_positif", condition=Q(montant__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.annee} : {self.montant} €"


class RegleDeFinancementQuerySet(models.QuerySet["RegleDeFinancement"]):
    def visible_to(self, agent: Agent) -> Self:
        """Tous les agents les lisent : un plan leur est opposé."""
        return self.all()

    def en_vigueur(self) -> Self:
        """Celles qui valent aujourd'hui."""
        jour = localdate()
        return self.filter(
            Q(depuis_le__isnull=True) | Q(depuis_le__lte=jour),
            Q(jusqu_au__isnull=True) | Q(jusqu_au__gte=jour),
        )


class RegleDeFinancement(Horodate):
    """Une part maximale, telle qu'un texte la pose. Aucune n'est fournie : chacune se saisit avec sa source."""

    libelle = models.CharField("règle", max_length=200)
    financeur = models.CharField("financeur", max_length=160, blank=True)
    dispositif = models.CharField("dispositif", max_length=160, blank=True)
    taux = models.DecimalField(
        "part maximale du coût, en %",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    source = models.CharField("texte qui la pose", max_length=300)
    depuis_le = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu'au", null=True, blank=True)

    objects = RegleDeFinancementQuerySet.as_manager()

    class Meta:
        verbose_name = "règle de financement"
        verbose_name_plural = "règles de financement"
        ordering = ["financeur", "dispositif", "libelle", "pk"]
        constraints = [
            models.CheckConstraint(
                name="regle_de_financement_en_pour_cent", condition=Q(taux__gt=0) & Q(taux__lte=100)
            ),
            models.CheckConstraint(name="regle_de_financement_sourcee", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def portee(self) -> str:
        """Ce que la règle borne, en une phrase."""
        if not self.financeur and not self.dispositif:
            return "L'ensemble des aides, hors part du maître d'ouvrage"
        return ", ".join(filter(None, (self.financeur, self.dispositif)))

    @property
    def regle(self) -> Regle:
        return Regle(self.libelle, self.taux / 100, self.source, self.financeur, self.dispositif)
