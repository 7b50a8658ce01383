"""La fiche publique : ce que tout le monde lit de l'atelier."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier, des_dossiers_vus
from etabli.socle.models import Horodate


class FichePubliqueQuerySet(models.QuerySet["FichePublique"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))

    def publiees(self) -> Self:
        """Ce que tout le monde lit."""
        return self.filter(publiee_le__isnull=False)


class FichePublique(Horodate):
    """Ce que le public lit de l'atelier : la fiche du site du ministère (domaine.md §1)."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="fiche_publique")
    titre = models.CharField("titre thématique", max_length=200)
    annee = models.CharField("année", max_length=40)
    territoire_et_perimetre = models.TextField("le territoire et le périmètre de réflexion")
    publiee_le = models.DateField("publiée le", null=True, blank=True)

    objects = FichePubliqueQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche publique"
        verbose_name_plural = "fiches publiques"
        ordering = ["-publiee_le"]
        constraints = [
            models.CheckConstraint(name="fiche_publique_titree", condition=~Q(titre="") & ~Q(annee=""))
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("vitrine:atelier", args=[self.dossier_id])
