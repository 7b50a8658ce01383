"""Qui est là : un appareil dans la salle, une signature à l'accueil."""

import uuid

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College
from etabli.etape4_seance.models.seance import Seance, TableDeSeance


class Participant(models.Model):
    """Une personne dans la salle : un jeton, un collège, un pseudonyme au plus."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="participants")
    college = models.CharField("collège", max_length=20, choices=College, blank=True)
    pseudo = models.CharField("pseudonyme", max_length=40, blank=True)
    table = models.ForeignKey(
        TableDeSeance, models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    # Une tablette de table parle pour sa table, pas pour une personne.
    est_scribe = models.BooleanField("écrit pour sa table", default=False)
    arrive_le = models.DateTimeField("arrivé le", auto_now_add=True)

    class Meta:
        verbose_name = "participant"
        ordering = ["arrive_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="participant_d_un_college_ou_d_une_table",
                condition=Q(est_scribe=True) | ~Q(college=""),
            )
        ]

    def __str__(self) -> str:
        if self.est_scribe:
            return f"{self.table}{f' ({self.pseudo})' if self.pseudo else ''}"
        return self.pseudo or self.get_college_display()


class Emargement(models.Model):
    """Une ligne de la feuille de présence, saisie à l'accueil ; minimum de données."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="emargements")
    nom = models.CharField("nom", max_length=160)
    college = models.CharField("collège", max_length=20, choices=College)
    organisme = models.CharField("organisme", max_length=200, blank=True)
    present_le = models.DateTimeField("présent le", auto_now_add=True)
    par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "émargement"
        ordering = ["college", "nom"]

    def __str__(self) -> str:
        return self.nom


class Destinataire(models.Model):
    """Une adresse laissée pour recevoir le compte rendu : rien d'autre n'y est envoyé, et la purge l'efface."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="destinataires")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="adresses"
    )
    courriel = models.EmailField("adresse électronique")
    a_consenti_le = models.DateTimeField("a consenti le", auto_now_add=True)

    class Meta:
        verbose_name = "destinataire du compte rendu"
        verbose_name_plural = "destinataires du compte rendu"
        ordering = ["seance", "pk"]
        constraints = [models.UniqueConstraint(fields=["seance", "courriel"], name="destinataire_unique")]

    def __str__(self) -> str:
        return self.courriel
