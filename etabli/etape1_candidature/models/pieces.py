"""Les courriers à réunir autour de la note."""

from datetime import date

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent, Organisation
from etabli.etape1_candidature.enums import TypeCourrier
from etabli.etape1_candidature.models.candidature import Candidature
from etabli.etape1_candidature.models.note import DeLaCandidatureQuerySet, VersionDeNote
from etabli.socle import signature
from etabli.socle.models import Fichier, Horodate


class Courrier(Horodate):
    """Un courrier à réunir : son signataire, son exemplaire signé, la version de la note qu'il soutient."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="courriers")
    type = models.CharField("type", max_length=30, choices=TypeCourrier)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation signataire"
    )
    signataire = models.CharField("nom et qualité du signataire", max_length=200, blank=True)
    lieu = models.CharField("fait à", max_length=120, blank=True)
    referent = models.CharField("personne référente", max_length=300, blank=True)
    suppleant = models.CharField("personne suppléante", max_length=300, blank=True)
    envoye_le = models.DateField("envoyé à la signature le", null=True, blank=True)
    envoye_par = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")
    envoye_a = models.CharField("transmis à", max_length=200, blank=True)
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
    def type_en_suite(self) -> str:
        """Le type à la suite d'une phrase : seule l'initiale perd sa capitale, l'État garde la sienne."""
        libelle = str(self.get_type_display())
        return libelle[:1].lower() + libelle[1:]

    @property
    def est_signe(self) -> bool:
        return self.signe_le is not None and self.fichier_id is not None

    @property
    def signature_lue(self) -> signature.Lecture | None:
        """Ce que disait la signature électronique de l'exemplaire le jour où il a été joint."""
        donnees = self.fichier.derniere.signatures if self.fichier else None
        return signature.depuis_les_donnees(donnees) if donnees else None

    @property
    def derniere_relance(self) -> "RelanceDeCourrier | None":
        """Sans requête quand les relances sont préchargées."""
        return max(self.relances.all(), key=lambda r: r.le, default=None)

    def est_relance_le(self, jour: date) -> bool:
        return any(r.le == jour for r in self.relances.all())


class RelanceDeCourrier(models.Model):
    """Une relance du signataire : une par jour au plus, la base y veille."""

    courrier = models.ForeignKey(Courrier, models.CASCADE, related_name="relances")
    par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    le = models.DateField("relancé le")
    mot = models.TextField("mot joint", blank=True)

    class Meta:
        verbose_name = "relance de courrier"
        verbose_name_plural = "relances de courrier"
        ordering = ["-le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["courrier", "le"], name="une_relance_par_jour_et_courrier")
        ]

    def __str__(self) -> str:
        return f"{self.courrier}, relancé le {self.le}"
