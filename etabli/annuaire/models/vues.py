"""Les vues enregistrées : une liste de travail telle qu'on veut la retrouver."""

from typing import Self

from django.db import models
from django.db.models import Q

from etabli.annuaire.models.agents import Agent
from etabli.annuaire.models.organisations import Organisation
from etabli.socle.models import Horodate


class VueQuerySet(models.QuerySet["VueEnregistree"]):
    def visible_to(self, agent: Agent) -> Self:
        """Les siennes, et celles que l'on partage dans ses organisations d'aujourd'hui."""
        return self.filter(Q(agent=agent) | Q(organisation_id__in=agent.organisations_ids))

    def de_la_liste(self, chemin: str) -> Self:
        return self.filter(chemin=chemin)


class VueEnregistree(Horodate):
    """Les filtres, le tri et les colonnes d'une liste, sous un nom ; l'adresse dit tout."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="vues", verbose_name="enregistrée par")
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="vues",
        verbose_name="partagée avec",
    )
    nom = models.CharField("nom de la vue", max_length=60)
    liste = models.CharField("liste", max_length=200)
    chemin = models.CharField("chemin de la liste", max_length=200, db_index=True)
    parametres = models.CharField("filtres, tri et colonnes", max_length=2000, blank=True)

    objects = VueQuerySet.as_manager()

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["chemin", "nom", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "chemin", "nom"], name="vue_nommee_une_fois_par_liste")
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return f"{self.chemin}?{self.parametres}"
