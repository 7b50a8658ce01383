"""Les visites : une page, un jour, un nombre. Rien d'autre n'est gardé, donc rien ne désigne personne."""

from datetime import date
from typing import Self

from django.db import models


class PassageQuerySet(models.QuerySet["Passage"]):
    def visible_to(self, agent: object) -> Self:
        """La fréquentation est publique."""
        return self.all()

    def depuis(self, jour: date) -> Self:
        return self.filter(jour__gte=jour)


class Passage(models.Model):
    chemin = models.CharField("page", max_length=200)
    jour = models.DateField("jour", db_index=True)
    nb = models.PositiveIntegerField("nombre de vues", default=0)

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = "passage"
        ordering = ["-jour", "chemin"]
        constraints = [models.UniqueConstraint(fields=["chemin", "jour"], name="passage_unique_par_jour")]

    def __str__(self) -> str:
        return f"{self.chemin} le {self.jour:%d/%m/%Y} : {self.nb}"
