"""Les organisations, rattachées à leur territoire."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.enums import SERVICES_DECONCENTRES, TypeOrganisation
from etabli.socle.models import Horodate
from etabli.territoires.models import Commune, Departement, Epci, Region

if TYPE_CHECKING:
    from etabli.annuaire.models.agents import Agent


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, agent: "Agent") -> Self:
        """L'annuaire professionnel est lisible par tout agent connecté."""
        return self if agent.is_active else self.none()

    def for_list(self) -> Self:
        return self.select_related("departement", "region", "epci", "commune").order_by("nom")


class Organisation(Horodate):
    """Un service, une collectivité, un opérateur ou une entreprise, rattaché à son territoire."""

    type = models.CharField("type", max_length=20, choices=TypeOrganisation)
    nom = models.CharField("nom", max_length=200)
    sigle = models.CharField("sigle", max_length=40, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    adresse = models.TextField("adresse postale", blank=True)
    courriel = models.EmailField("courriel", blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="région")
    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, blank=True, verbose_name="département"
    )
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, verbose_name="EPCI")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name="commune")
    est_fictive = models.BooleanField("organisation fictive", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="organisation_type_connu", condition=Q(type__in=TypeOrganisation.values)
            ),
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="organisation_siret_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("annuaire:organisation", args=[self.pk])

    @property
    def nom_court(self) -> str:
        return self.sigle or self.nom

    @property
    def est_service_deconcentre(self) -> bool:
        return self.type in SERVICES_DECONCENTRES
