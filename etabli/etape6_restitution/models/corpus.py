"""Les contributions que l'on publie sans nom : chacune vérifiée, et ce qu'une personne en a décidé."""

import uuid
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier, des_dossiers_vus
from etabli.etape4_seance.models import Contribution
from etabli.etape6_restitution.enums import DecisionDeCorpus, EtatDeCorpus
from etabli.etape6_restitution.reidentification import SEUIL_AU_MOINS, SEUIL_PROPOSE
from etabli.socle.models import Horodate


class CorpusQuerySet(models.QuerySet["Corpus"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))


class Corpus(Horodate):
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="corpus")
    etat = models.CharField("état", max_length=20, choices=EtatDeCorpus, default=EtatDeCorpus.PROPOSE)
    seuil = models.PositiveSmallIntegerField(
        "plus petit groupe que l'on nomme, en personnes",
        default=SEUIL_PROPOSE,
        validators=[MinValueValidator(SEUIL_AU_MOINS)],
    )
    verifie_le = models.DateField("vérifié le", null=True, blank=True)
    publie_le = models.DateField("publié le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)

    objects = CorpusQuerySet.as_manager()

    class Meta:
        verbose_name = "corpus de contributions"
        verbose_name_plural = "corpus de contributions"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="corpus_etat_connu", condition=Q(etat__in=EtatDeCorpus.values)),
            models.CheckConstraint(name="corpus_seuil_assez_grand", condition=Q(seuil__gte=SEUIL_AU_MOINS)),
        ]

    def __str__(self) -> str:
        return f"Contributions de «\u00a0{self.dossier}\u00a0»"

    def get_absolute_url(self) -> str:
        return reverse("restitution:corpus", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"


class PhraseQuerySet(models.QuerySet["PhraseDuCorpus"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(corpus__in=Corpus.objects.visible_to(agent))

    def a_decider(self) -> Self:
        return self.filter(decision=DecisionDeCorpus.A_DECIDER)

    def retenues(self) -> Self:
        """Ce qui sort, ou sortirait : ni écarté, ni masqué depuis par la modération de la séance."""
        return self.exclude(decision__in=[DecisionDeCorpus.ECARTER, DecisionDeCorpus.A_DECIDER]).exclude(
            contribution__est_masquee=True
        )

    def publiees(self) -> Self:
        """Ce que tout le monde lit ; une démonstration n'est jamais une donnée."""
        return (
            self.retenues()
            .filter(corpus__etat=EtatDeCorpus.PUBLIE, corpus__dossier__est_fictif=False)
            .select_related("corpus__dossier")
        )


class PhraseDuCorpus(models.Model):
    """`cle` est tirée au sort : rien ne la relie à la contribution, ni l'ordre, ni l'heure."""

    corpus = models.ForeignKey(Corpus, models.CASCADE, related_name="phrases")
    cle = models.UUIDField("clé publique", default=uuid.uuid4, unique=True, editable=False)
    contribution = models.ForeignKey(
        Contribution, models.SET_NULL, null=True, related_name="+", verbose_name="contribution"
    )
    session = models.PositiveSmallIntegerField("session")
    activite = models.CharField("activité", max_length=60)
    college = models.CharField("collège", max_length=60, blank=True)
    famille = models.CharField("famille", max_length=120, blank=True)
    suite = models.TextField("ce qu'elle est devenue", blank=True)
    texte = models.CharField("texte publié", max_length=600, blank=True)
    soupcons = models.JSONField("ce que la machine a signalé", default=list)
    decision = models.CharField(
        "décision", max_length=20, choices=DecisionDeCorpus, default=DecisionDeCorpus.A_DECIDER
    )
    motif = models.CharField("raison", max_length=500, blank=True)
    decidee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "phrase du corpus"
        verbose_name_plural = "phrases du corpus"
        ordering = ["corpus", "session", "cle"]
        constraints = [
            models.UniqueConstraint(fields=["corpus", "contribution"], name="une_phrase_par_contribution"),
            models.CheckConstraint(
                name="phrase_decidee_avec_une_raison",
                condition=Q(decision__in=[DecisionDeCorpus.A_DECIDER, DecisionDeCorpus.SANS_SOUPCON])
                | ~Q(motif=""),
            ),
        ]

    def __str__(self) -> str:
        return self.texte[:80]

    @property
    def origine(self) -> str:
        """Ce qui a été dit, pour qui vérifie ; vide une fois la contribution effacée."""
        return self.contribution.texte if self.contribution else ""
