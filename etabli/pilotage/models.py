"""Ce que le pilotage garde à lui : les normes de délai, les rapports annuels."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Etape
from etabli.dossier.models import FormatAtelier
from etabli.socle.models import Horodate


class NormeQuerySet(models.QuerySet["NormeDEtape"]):
    def visible_to(self, agent: Agent) -> Self:
        """La norme vaut pour tous ceux qui pilotent."""
        return self if agent.est_dgaln or agent.est_service_deconcentre else self.none()


class NormeDEtape(models.Model):
    """En combien de jours un dossier d'un format devrait passer une étape. Aucune n'est posée d'avance."""

    format = models.ForeignKey(FormatAtelier, models.CASCADE, related_name="normes")
    etape = models.CharField("étape", max_length=20, choices=Etape)
    nb_jours = models.PositiveSmallIntegerField(
        "jours au plus", validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    source = models.CharField("d'où vient cette norme", max_length=300)

    objects = NormeQuerySet.as_manager()

    class Meta:
        verbose_name = "norme de délai"
        verbose_name_plural = "normes de délai"
        ordering = ["format", "pk"]
        constraints = [models.UniqueConstraint(fields=["format", "etape"], name="une_norme_par_etape")]

    def __str__(self) -> str:
        return f"{self.format}, {self.get_etape_display()} : {self.nb_jours} jours"


class RapportQuerySet(models.QuerySet["RapportAnnuel"]):
    def visible_to(self, agent: Agent) -> Self:
        return self if agent.est_dgaln else self.none()


class RapportAnnuel(Horodate):
    """Le rapport d'une année : chaque composition ajoute une version à ses fichiers, aucune n'est effacée."""

    annee = models.PositiveSmallIntegerField("année", unique=True)
    introduction = models.TextField("introduction", blank=True)

    objects = RapportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        ordering = ["-annee"]

    def __str__(self) -> str:
        return f"Rapport {self.annee}"

    def get_absolute_url(self) -> str:
        return reverse("pilotage:rapport", args=[self.annee])

    @property
    def fil(self) -> str:
        return f"pilotage-{self.annee}"
