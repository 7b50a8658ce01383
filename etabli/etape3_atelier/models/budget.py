"""La logistique des sessions : ce qui est dépensé, qui l'a payé, et la part de chacun."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Organisation
from etabli.dossier.enums import PORTEURS, Role
from etabli.etape3_atelier.models.atelier import Atelier, PartieQuerySet
from etabli.socle.models import Fichier, Horodate


class DepenseQuerySet(PartieQuerySet):
    def for_list(self) -> Self:
        return self.select_related("payeur", "justificatif").prefetch_related("justificatif__versions")


class Depense(Horodate):
    """Une dépense de logistique d'une session, à la charge d'un co-porteur : un devis, puis une facture."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="depenses")
    session = models.PositiveSmallIntegerField("session")
    objet = models.CharField("objet", max_length=200)
    montant = models.DecimalField(
        "montant TTC", max_digits=9, decimal_places=2, validators=[MinValueValidator(0)]
    )
    payeur = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="payée par")
    est_payee = models.BooleanField("payée", default=True)
    justificatif = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="devis ou facture"
    )

    objects = DepenseQuerySet.as_manager()

    class Meta:
        verbose_name = "dépense"
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(name="depense_positive", condition=Q(montant__gte=0)),
            models.CheckConstraint(name="depense_d_une_session", condition=Q(session__gte=1)),
        ]

    def __str__(self) -> str:
        return self.objet


class PartDeLogistique(models.Model):
    """La clé de partage : combien de parts prend un co-porteur. Sans clé, chacun en prend une."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    parts = models.PositiveSmallIntegerField("parts", default=1)

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "part de logistique"
        verbose_name_plural = "parts de logistique"
        ordering = ["atelier", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "organisation"], name="une_part_par_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} : {self.parts}"


def cle_de_partage(atelier: Atelier) -> dict[Organisation, int]:
    """Les parts de chaque porteur ; sans clé écrite, une par collectivité co-porteuse et rien pour l'État.

    programme.txt : « à la charge des co-porteurs, principalement de la ou des collectivités ».
    """
    ecrites = {part.organisation_id: part.parts for part in atelier.parts.all()}
    porteurs = atelier.dossier.organisations(*PORTEURS)
    if any(ecrites.get(o.pk) for o in porteurs):
        return {o: ecrites.get(o.pk, 0) for o in porteurs}
    collectivites = set(atelier.dossier.organisations(Role.COPORTEUR)) or set(porteurs)
    return {o: int(o in collectivites) for o in porteurs}
