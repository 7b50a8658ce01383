"""Les courriers à réunir autour de la note."""

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Organisation
from etabli.etape1_candidature.enums import TypeCourrier
from etabli.etape1_candidature.models.candidature import Candidature
from etabli.etape1_candidature.models.note import DeLaCandidatureQuerySet, VersionDeNote
from etabli.socle.models import Fichier, Horodate


class Courrier(Horodate):
    """Un courrier à réunir : son signataire, son exemplaire signé, la version de la note qu'il soutient."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="courriers")
    type = models.CharField("type", max_length=30, choices=TypeCourrier)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation signataire"
    )
    signataire = models.CharField("nom et qualité du signataire", max_length=200, blank=True)
    signe_le = models.DateField("signé le", null=True, blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(
        VersionDeNote,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="version soutenue",
    )

    objects = DeLaCandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "courrier"
        ordering = ["candidature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "type", "organisation"], name="un_courrier_par_signataire"
            ),
            models.CheckConstraint(
                name="courrier_signe_a_son_exemplaire",
                condition=Q(signe_le__isnull=True) | Q(fichier__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} : {self.organisation}"

    @property
    def fil(self) -> str:
        return self.candidature.fil

    @property
    def est_signe(self) -> bool:
        return self.signe_le is not None and self.fichier_id is not None
