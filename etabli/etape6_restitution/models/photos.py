"""Les photos de l'atelier : leur crédit, leur alternative, le droit de les montrer."""

from typing import Self

from django.db import models

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier, des_dossiers_vus
from etabli.etape6_restitution.models.livrables import VersionDeLivrable
from etabli.socle.models import Fichier, Horodate


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))

    def for_list(self) -> Self:
        return self.select_related("fichier").prefetch_related("fichier__versions")


class Photo(Horodate):
    """Une image de l'atelier, avec son crédit, son alternative et le droit de la montrer."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="photos")
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    legende = models.CharField("légende", max_length=300)
    alternative = models.CharField("description pour qui ne la voit pas", max_length=300)
    credit = models.CharField("crédit", max_length=160)
    est_autorisee = models.BooleanField("droit à l'image vérifié", default=False)
    usage = models.CharField("usage dans les livrables", max_length=60, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "photo"
        ordering = ["dossier", "ordre", "pk"]

    def __str__(self) -> str:
        return self.legende

    @property
    def versions_qui_ont_pu_la_montrer(self) -> "models.QuerySet[VersionDeLivrable]":
        """Ce qui a été gelé depuis son ajout ne change plus : il faut le savoir avant de la supprimer."""
        if not self.est_autorisee:
            return VersionDeLivrable.objects.none()
        gelees = VersionDeLivrable.objects.filter(livrable__dossier=self.dossier_id, pdf__isnull=False)
        return gelees.filter(gelee_le__gte=self.cree_le).select_related("livrable")
