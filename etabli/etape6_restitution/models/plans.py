"""Le plan de chaque livrable, réglé par la DGALN : ses parties, leur ordre, ce que l'on y attend, ses pages."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.enums import TypeLivrable
from etabli.dossier.models import FormatAtelier
from etabli.etape6_restitution.enums import Nature, Place
from etabli.socle.models import Horodate


class Partie(models.Model):
    """Ce qu'une partie du plan et sa copie dans un livrable ont en commun."""

    cle = models.SlugField("clé")
    titre = models.CharField("titre", max_length=200)
    aide = models.CharField("ce qu'on y attend", max_length=400, blank=True)
    nature = models.CharField("nature", max_length=10, choices=Nature, default=Nature.ECRITE)
    place = models.CharField("place", max_length=15, choices=Place, default=Place.PARTIE)
    est_obligatoire = models.BooleanField("obligatoire", default=False)
    pages_max = models.PositiveSmallIntegerField("pages au plus", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.titre

    @property
    def est_ecrite(self) -> bool:
        return self.nature == Nature.ECRITE


# Ce qu'un livrable copie du plan quand il le prend.
COPIES = ("titre", "aide", "nature", "place", "est_obligatoire", "pages_max", "ordre")


class PlanQuerySet(models.QuerySet["PlanDeLivrable"]):
    def visible_to(self, agent: Agent) -> Self:
        """Le plan des livrables est public dans la maison : qui écrit doit savoir ce qu'on attend."""
        return self

    def for_list(self) -> Self:
        return self.select_related("format").prefetch_related("parties")


class PlanDeLivrable(Horodate):
    """Un plan par type de livrable ; un format peut avoir le sien, sinon il suit le plan commun."""

    type = models.CharField("type", max_length=20, choices=TypeLivrable)
    format = models.ForeignKey(
        FormatAtelier,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="plans_de_livrable",
        verbose_name="format",
    )
    pages_min = models.PositiveSmallIntegerField("pages au moins", null=True, blank=True)
    pages_max = models.PositiveSmallIntegerField("pages au plus", null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan de livrable"
        verbose_name_plural = "plans de livrable"
        ordering = ["type", "format", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["type", "format"], name="un_plan_par_type_et_format"),
            models.UniqueConstraint(
                fields=["type"], condition=Q(format__isnull=True), name="un_plan_commun_par_type"
            ),
            models.CheckConstraint(
                name="plan_fourchette_a_l_endroit",
                condition=Q(pages_min__isnull=True)
                | Q(pages_max__isnull=True)
                | Q(pages_max__gte=F("pages_min")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.portee.lower()}"

    def get_absolute_url(self) -> str:
        return reverse("restitution:plan", args=[self.pk])

    @property
    def portee(self) -> str:
        return str(self.format) if self.format else "Tous les formats"

    @property
    def fourchette(self) -> tuple[int, int] | None:
        return (self.pages_min or 1, self.pages_max) if self.pages_max else None

    @property
    def fil(self) -> str:
        return "plans-de-livrable"


class PartieDuPlan(Partie):
    plan = models.ForeignKey(PlanDeLivrable, models.CASCADE, related_name="parties")

    class Meta:
        verbose_name = "partie du plan"
        verbose_name_plural = "parties du plan"
        ordering = ["plan", "ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "cle"], name="partie_du_plan_unique")]
