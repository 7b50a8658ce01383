"""Ceux qui portent l'atelier dans la durée : l'équipe, les comités et leurs décisions, ce que chacun a à faire."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime, now

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import College
from etabli.etape3_atelier.enums import NatureDeComite
from etabli.etape3_atelier.models.atelier import Atelier, Jalon, PartieQuerySet
from etabli.socle.models import Horodate


class EquipierQuerySet(PartieQuerySet):
    def en_place(self) -> Self:
        return self.filter(parti_le__isnull=True)


class Equipier(Horodate):
    """Une personne de l'équipe projet : c'est elle qui vient aux sessions."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="equipiers")
    nom = models.CharField("nom", max_length=160)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="membre du groupement"
    )
    fonction = models.CharField("métier et rôle dans l'équipe", max_length=200)
    arrive_le = models.DateField("arrivée le", null=True, blank=True)
    parti_le = models.DateField("partie le", null=True, blank=True)
    sessions = models.ManyToManyField(
        Jalon, blank=True, related_name="intervenants", verbose_name="sessions où elle intervient"
    )

    objects = EquipierQuerySet.as_manager()

    class Meta:
        verbose_name = "équipier"
        ordering = ["organisation__nom", "nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "nom", "organisation"], name="equipier_une_fois_par_atelier"
            ),
            models.CheckConstraint(
                name="equipier_part_apres_son_arrivee",
                condition=Q(parti_le__isnull=True)
                | Q(arrive_le__isnull=True)
                | Q(parti_le__gte=models.F("arrive_le")),
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Comite(Horodate):
    """Le comité de pilotage décide, le comité technique prépare ; un dossier peut en avoir d'autres."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="comites")
    nature = models.CharField("nature", max_length=20, choices=NatureDeComite)
    nom = models.CharField("nom", max_length=160)
    mission = models.TextField("ce qu'il fait", blank=True)

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "comité"
        ordering = ["atelier", "pk"]
        constraints = [models.UniqueConstraint(fields=["atelier", "nom"], name="comite_une_fois_par_nom")]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("atelier:comite", args=[self.atelier.dossier_id, self.pk])


class MembreDeComite(models.Model):
    comite = models.ForeignKey(Comite, models.CASCADE, related_name="membres")
    nom = models.CharField("nom", max_length=160)
    qualite = models.CharField("qualité, organisme", max_length=200, blank=True)
    college = models.CharField("collège", max_length=20, choices=College)
    est_president = models.BooleanField("préside le comité", default=False)

    class Meta:
        verbose_name = "membre de comité"
        verbose_name_plural = "membres de comité"
        ordering = ["comite", "-est_president", "nom"]

    def __str__(self) -> str:
        return self.nom


class Reunion(Horodate):
    """Une réunion d'un comité : son ordre du jour avant, les présents et les décisions après."""

    comite = models.ForeignKey(Comite, models.CASCADE, related_name="reunions")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    ordre_du_jour = models.TextField("ordre du jour", help_text="Un point par ligne.")
    presents = models.ManyToManyField(MembreDeComite, blank=True, related_name="reunions")
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    # Croît à chaque changement de date ou de lieu : les agendas savent laquelle est la bonne.
    revision = models.PositiveIntegerField("révision", default=0)

    class Meta:
        verbose_name = "réunion"
        ordering = ["-debut"]
        constraints = [
            models.CheckConstraint(
                name="reunion_finit_apres_son_debut", condition=Q(fin__gt=models.F("debut"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.comite}, {localtime(self.debut):%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("atelier:reunion", args=[self.comite.atelier.dossier_id, self.pk])

    @property
    def points(self) -> list[str]:
        return [ligne.strip(" -•\t") for ligne in self.ordre_du_jour.splitlines() if ligne.strip(" -•\t")]

    @property
    def est_passee(self) -> bool:
        return self.fin < now()


class Decision(models.Model):
    """Ce qu'une réunion a tranché, en une phrase."""

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="decisions")
    texte = models.TextField("décision")

    class Meta:
        verbose_name = "décision"
        ordering = ["reunion", "pk"]

    def __str__(self) -> str:
        return self.texte[:120]


class TacheQuerySet(PartieQuerySet):
    def a_faire(self) -> Self:
        return self.filter(faite_le__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("confiee_a", "decision__reunion__comite", "atelier")


class Tache(Horodate):
    """Quelque chose à faire, par quelqu'un, pour un jour ; une décision peut en être l'origine."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="taches")
    libelle = models.CharField("ce qu'il faut faire", max_length=250)
    confiee_a = models.ForeignKey(
        Agent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="confiée à"
    )
    pour_le = models.DateField("pour le", null=True, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="taches",
        verbose_name="décision d'origine",
    )
    faite_le = models.DateField("faite le", null=True, blank=True)

    objects = TacheQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        ordering = ["faite_le", models.F("pour_le").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.libelle

    def est_en_retard(self, aujourd_hui: date) -> bool:
        return self.faite_le is None and self.pour_le is not None and self.pour_le < aujourd_hui
