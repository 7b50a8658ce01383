"""Ce que l'animateur ouvre à la salle, et le bulletin que chacun y remplit."""

from typing import Self

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.etape4_seance.enums import EtatActivite, TypeActivite
from etabli.etape4_seance.models.seance import Seance


class ActiviteQuerySet(models.QuerySet["Activite"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(seance__in=Seance.objects.visible_to(agent))


class Activite(models.Model):
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="activites")
    ordre = models.PositiveSmallIntegerField("ordre")
    type = models.CharField("type", max_length=20, choices=TypeActivite)
    titre = models.CharField("titre", max_length=200)
    consigne = models.TextField("consigne", blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatActivite, default=EtatActivite.PREPAREE)
    # Gommettes : on vote sur les contributions d'une autre activité.
    porte_sur = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="votes", verbose_name="porte sur"
    )
    nb_gommettes = models.PositiveSmallIntegerField("gommettes par personne", default=3)
    est_masquee = models.BooleanField("résultats masqués pendant le vote", default=False)
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    objects = ActiviteQuerySet.as_manager()

    class Meta:
        verbose_name = "activité"
        ordering = ["seance", "ordre"]
        constraints = [
            models.CheckConstraint(name="activite_etat_connu", condition=Q(etat__in=EtatActivite.values)),
            models.UniqueConstraint(fields=["seance", "ordre"], name="activite_ordonnee"),
            models.CheckConstraint(
                name="gommettes_portent_sur_une_activite",
                condition=~Q(type=TypeActivite.GOMMETTES) | Q(porte_sur__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def fil(self) -> str:
        return self.seance.fil
