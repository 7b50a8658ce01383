"""Les groupements et leurs membres, d'aujourd'hui et d'hier."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models.agents import Agent
from etabli.annuaire.models.organisations import Organisation
from etabli.socle.models import Horodate


class GroupementQuerySet(models.QuerySet["Groupement"]):
    def visible_to(self, agent: Agent) -> Self:
        """La composition des équipes est publique dans le programme : tout agent la lit."""
        return self if agent.is_active else self.none()

    def for_list(self) -> Self:
        return self.prefetch_related("membres__organisation")


class Groupement(Horodate):
    """Une équipe pluridisciplinaire : un mandataire et des co-traitants, avec leurs compétences."""

    nom = models.CharField("nom du groupement", max_length=200)
    organisations = models.ManyToManyField(
        Organisation, through="MembreDeGroupement", related_name="groupements"
    )
    source = models.CharField("source", max_length=300, blank=True)
    est_fictif = models.BooleanField("groupement fictif", default=False)

    objects = GroupementQuerySet.as_manager()

    class Meta:
        verbose_name = "groupement"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("annuaire:groupement", args=[self.pk])

    def membres_en_cours(self) -> "list[MembreDeGroupement]":
        """Le mandataire d'abord ; sans requête quand les membres sont préchargés."""
        return [m for m in self.membres.all() if m.est_en_cours]

    @property
    def mandataire(self) -> Organisation | None:
        """Le mandataire en cours ; sans requête quand les membres sont préchargés."""
        en_cours = [m for m in self.membres.all() if m.est_mandataire and m.est_en_cours]
        return en_cours[0].organisation if en_cours else None


class MembreDeGroupement(models.Model):
    groupement = models.ForeignKey(Groupement, models.CASCADE, related_name="membres")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="places")
    competences = models.CharField("compétences", max_length=200, blank=True)
    est_mandataire = models.BooleanField("mandataire", default=False)
    depuis_le = models.DateField("depuis le", default=localdate)
    jusqu_au = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "membre de groupement"
        ordering = ["-est_mandataire", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["groupement"],
                condition=Q(est_mandataire=True, jusqu_au__isnull=True),
                name="un_seul_mandataire_en_cours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.competences})" if self.competences else str(self.organisation)

    @property
    def est_en_cours(self) -> bool:
        return self.jusqu_au is None or self.jusqu_au > localdate()
