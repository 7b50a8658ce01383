"""L'instruction par la DGALN : critères, avis, demandes de complément."""

from datetime import date

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.etape1_candidature.enums import SensAvis
from etabli.etape1_candidature.models.candidature import Candidature
from etabli.socle.models import Horodate


class DemandeDeComplement(models.Model):
    """Une demande de complément : tant qu'elle n'a pas sa réponse, l'horloge est arrêtée."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="complements")
    texte = models.TextField("ce qui est demandé")
    demandee_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    demandee_le = models.DateField("demandée le")
    reponse = models.TextField("réponse des porteurs", blank=True)
    recue_le = models.DateField("reçue le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de complément"
        ordering = ["demandee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature"],
                condition=Q(recue_le__isnull=True),
                name="un_seul_complement_attendu",
            )
        ]

    def __str__(self) -> str:
        return self.texte[:80]

    def nb_jours(self, aujourd_hui: date) -> int:
        return ((self.recue_le or aujourd_hui) - self.demandee_le).days


class CritereQuerySet(models.QuerySet["CritereDEligibilite"]):
    def visible_to(self, agent: Agent) -> "CritereQuerySet":
        """La grille sert à l'instruction : elle reste à la DGALN."""
        return self if agent.est_dgaln else self.none()


class CritereDEligibilite(models.Model):
    """Un critère d'instruction, modifiable par la DGALN ; ceux livrés sont des propositions."""

    libelle = models.CharField("critère", max_length=200)
    aide = models.TextField("ce que l'on regarde", blank=True)
    source = models.CharField("d'où vient ce critère", max_length=300, blank=True)
    est_proposition = models.BooleanField("proposition à valider par la DGALN", default=True)
    est_actif = models.BooleanField("utilisé", default=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    objects = CritereQuerySet.as_manager()

    class Meta:
        verbose_name = "critère d'éligibilité"
        verbose_name_plural = "critères d'éligibilité"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.libelle


class AvisQuerySet(models.QuerySet["Avis"]):
    def visible_to(self, agent: Agent) -> "AvisQuerySet":
        """Les avis restent à la DGALN."""
        return self if agent.est_dgaln else self.none()


class Avis(Horodate):
    """L'avis d'un instructeur sur un critère."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="avis")
    critere = models.ForeignKey(CritereDEligibilite, models.PROTECT, related_name="avis")
    instructeur = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    sens = models.CharField("sens", max_length=20, choices=SensAvis)
    motif = models.TextField("motif")

    objects = AvisQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["critere__ordre", "critere__pk", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "critere", "instructeur"], name="un_avis_par_critere_et_instructeur"
            )
        ]

    def __str__(self) -> str:
        return f"{self.critere} : {self.get_sens_display()}"
