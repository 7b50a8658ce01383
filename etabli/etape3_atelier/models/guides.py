"""Ce que l'on demande à tous, et ce que chacun a répondu."""

from django.db import models
from django.db.models import Q

from etabli.dossier.enums import College
from etabli.etape3_atelier.models.atelier import Atelier, PartieQuerySet
from etabli.etape3_atelier.models.matiere import Entretien
from etabli.socle.models import Horodate


class Guide(Horodate):
    """Un guide d'entretien : ce que l'on dit en commençant, et les questions dans l'ordre."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="guides")
    nom = models.CharField("nom du guide", max_length=160)
    college = models.CharField("collège visé", max_length=20, choices=College, blank=True)
    introduction = models.TextField("ce que l'on dit en commençant", blank=True)
    questions = models.TextField("questions", help_text="Une question par ligne, dans l'ordre.")

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "guide d'entretien"
        verbose_name_plural = "guides d'entretien"
        ordering = ["nom", "pk"]
        constraints = [
            models.CheckConstraint(
                name="guide_college_connu", condition=Q(college="") | Q(college__in=College.values)
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def liste(self) -> list[str]:
        lignes = (ligne.strip(" -•\t") for ligne in self.questions.splitlines())
        return list(dict.fromkeys(ligne for ligne in lignes if ligne))


class Reponse(models.Model):
    """La question telle qu'elle a été posée : récrire le guide ne récrit pas ce qui a été répondu."""

    entretien = models.ForeignKey(Entretien, models.CASCADE, related_name="reponses")
    ordre = models.PositiveSmallIntegerField("ordre")
    question = models.TextField("question")
    notes = models.TextField("réponse", blank=True)

    class Meta:
        verbose_name = "réponse"
        ordering = ["entretien", "ordre"]
        constraints = [models.UniqueConstraint(fields=["entretien", "ordre"], name="reponse_ordonnee")]

    def __str__(self) -> str:
        return self.question[:120]

    @property
    def notes_montrees(self) -> str:
        return self.entretien.taire(self.notes)
