"""Le choix collégial : les évaluateurs, leurs notes, puis la note arrêtée ensemble."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent, Organisation
from etabli.etape2_marche.enums import DECIDES, Etat
from etabli.etape2_marche.models.accord_cadre import Critere, SousCritere
from etabli.etape2_marche.models.marche import Marche
from etabli.etape2_marche.models.offre import Offre
from etabli.socle.models import Horodate


class EvaluateurQuerySet(models.QuerySet["Evaluateur"]):
    def visible_to(self, agent: Agent) -> Self:
        """La composition du choix collégial se lit par qui achète, jamais par un candidat."""
        return self.filter(marche__in=Marche.objects.visible_to(agent)).exclude(
            marche__consultations__titulaire__groupement__membres__organisation_id__in=agent.organisations_ids
        )

    def votants(self) -> Self:
        return self.filter(deporte_le__isnull=True)


class Evaluateur(models.Model):
    """Un membre du choix collégial ; il déclare n'avoir aucun conflit d'intérêts avant de rien lire."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="evaluateurs")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="evaluations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    declaration_le = models.DateTimeField("absence de conflit déclarée le", null=True, blank=True)
    deporte_le = models.DateTimeField("s'est déporté le", null=True, blank=True)
    motif_du_deport = models.TextField("motif du déport", blank=True)

    objects = EvaluateurQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluateur"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["marche", "agent"], name="evaluateur_une_fois")]

    def __str__(self) -> str:
        return str(self.agent)

    @property
    def peut_lire(self) -> bool:
        return self.declaration_le is not None and self.deporte_le is None


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, agent: Agent) -> Self:
        """Chacun ne voit que ses notes jusqu'à la réunion de choix ; ensuite, les évaluateurs voient tout."""
        return self.filter(offre__in=Offre.objects.visible_to(agent)).filter(
            Q(evaluateur__agent=agent) | Q(offre__marche__etat__in=[Etat.CONSENSUS, *DECIDES])
        )

    def individuelles(self) -> Self:
        return self.filter(evaluateur__isnull=False)

    def du_college(self) -> Self:
        """Sans les notes de qui s'est déporté : elles restent en base mais ne comptent plus."""
        return self.filter(evaluateur__deporte_le__isnull=True).select_related(
            "offre__titulaire__groupement", "critere__accord_cadre", "sous_critere"
        )

    def de_consensus(self) -> Self:
        return self.filter(evaluateur__isnull=True)


class Note(Horodate):
    """La note d'un évaluateur sur un critère ; sans évaluateur, la note de consensus."""

    offre = models.ForeignKey(Offre, models.CASCADE, related_name="notes")
    critere = models.ForeignKey(Critere, models.PROTECT, related_name="+")
    sous_critere = models.ForeignKey(
        SousCritere, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sous-critère"
    )
    evaluateur = models.ForeignKey(Evaluateur, models.CASCADE, null=True, blank=True, related_name="notes")
    valeur = models.DecimalField(
        "note",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    motif = models.TextField("ce qui justifie la note")

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        ordering = ["critere__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offre", "critere", "evaluateur"],
                condition=Q(evaluateur__isnull=False, sous_critere__isnull=True),
                name="une_note_par_evaluateur",
            ),
            models.UniqueConstraint(
                fields=["offre", "sous_critere", "evaluateur"],
                condition=Q(evaluateur__isnull=False, sous_critere__isnull=False),
                name="une_note_par_evaluateur_et_sous_critere",
            ),
            models.UniqueConstraint(
                fields=["offre", "critere"],
                condition=Q(evaluateur__isnull=True, sous_critere__isnull=True),
                name="une_note_de_consensus",
            ),
            models.UniqueConstraint(
                fields=["offre", "sous_critere"],
                condition=Q(evaluateur__isnull=True, sous_critere__isnull=False),
                name="une_note_de_consensus_par_sous_critere",
            ),
            models.CheckConstraint(name="note_positive", condition=Q(valeur__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.sous_critere or self.critere} : {self.valeur}"

    @property
    def cle(self) -> tuple[int, int]:
        """La place de la note dans la grille : le critère, et le sous-critère ou 0."""
        return self.critere_id, self.sous_critere_id or 0
