"""La candidature, sa note en sept rubriques, ses courriers, son instruction."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.enums import CleRubrique, Etat, SensAvis, TypeCourrier, TypeObjet
from etabli.socle.models import Fichier, Horodate


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(dossier__in=Dossier.objects.visible_to(agent))

    def for_list(self) -> Self:
        return self.select_related("dossier__format", "dossier__perimetre")

    def for_detail(self) -> Self:
        return self.for_list().prefetch_related(
            "dossier__membres__organisation", "rubriques__modifiee_par", "courriers__organisation"
        )


class Candidature(Horodate):
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="candidature")
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.OUVERTE)
    type_d_objet = models.CharField("type d'objet", max_length=30, choices=TypeObjet, blank=True)
    signalee_le = models.DateField("signalée le", null=True, blank=True)
    deposee_le = models.DateField("déposée le", null=True, blank=True)
    decidee_le = models.DateField("décidée le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)
    cohorte = models.PositiveSmallIntegerField("année de la cohorte", null=True, blank=True)

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="candidature_etat_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(
                name="candidature_retenue_a_une_cohorte",
                condition=~Q(etat=Etat.RETENUE) | Q(cohorte__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.dossier.titre

    def get_absolute_url(self) -> str:
        return reverse("candidature:detail", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"


class RubriqueQuerySet(models.QuerySet["Rubrique"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(candidature__in=Candidature.objects.visible_to(agent))


class Rubrique(models.Model):
    """Une des sept parties de la note. `version` croît à chaque écriture : deux auteurs ne s'écrasent pas."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="rubriques")
    cle = models.CharField("rubrique", max_length=30, choices=CleRubrique)
    contenu = models.TextField("contenu", blank=True)
    version = models.PositiveIntegerField("version", default=0)
    modifiee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)

    objects = RubriqueQuerySet.as_manager()

    class Meta:
        verbose_name = "rubrique"
        ordering = ["candidature", "pk"]
        constraints = [models.UniqueConstraint(fields=["candidature", "cle"], name="rubrique_unique")]

    def __str__(self) -> str:
        return self.get_cle_display()


class Remarque(models.Model):
    """Une remarque de relecture sur une rubrique ; elle reste, levée ou non."""

    rubrique = models.ForeignKey(Rubrique, models.CASCADE, related_name="remarques")
    auteur = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    texte = models.TextField("remarque")
    ecrite_le = models.DateTimeField("écrite le", auto_now_add=True)
    levee_le = models.DateTimeField("levée le", null=True, blank=True)
    levee_par = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "remarque"
        ordering = ["ecrite_le", "pk"]

    def __str__(self) -> str:
        return self.texte[:80]


class VersionDeNote(models.Model):
    """La note telle qu'elle était à un moment : ce qui est figé vaudra cahier des clauses."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    contenu = models.JSONField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    figee_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    figee_le = models.DateTimeField("figée le")

    class Meta:
        verbose_name = "version de la note"
        ordering = ["candidature", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["candidature", "numero"], name="version_de_note_numerotee")
        ]

    def __str__(self) -> str:
        return f"Note, version {self.numero}"


class Courrier(Horodate):
    """Un courrier à réunir : son signataire, puis son exemplaire signé."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="courriers")
    type = models.CharField("type", max_length=30, choices=TypeCourrier)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="organisation signataire"
    )
    signataire = models.CharField("nom et qualité du signataire", max_length=200, blank=True)
    signe_le = models.DateField("signé le", null=True, blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "courrier"
        ordering = ["candidature", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "type", "organisation"], name="un_courrier_par_signataire"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} : {self.organisation}"

    @property
    def est_signe(self) -> bool:
        return self.signe_le is not None and self.fichier_id is not None


class DemandeDeComplement(models.Model):
    """Une demande de complément : tant qu'elle n'a pas sa réponse, l'horloge est arrêtée."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="complements")
    texte = models.TextField("ce qui est demandé")
    demandee_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    demandee_le = models.DateField("demandée le")
    recue_le = models.DateField("reçue le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de complément"
        ordering = ["demandee_le", "pk"]

    def __str__(self) -> str:
        return self.texte[:80]

    def nb_jours(self, aujourd_hui: date) -> int:
        return ((self.recue_le or aujourd_hui) - self.demandee_le).days


class CritereDEligibilite(models.Model):
    """Un critère d'instruction, modifiable par la DGALN ; ceux livrés sont des propositions."""

    libelle = models.CharField("critère", max_length=200)
    aide = models.TextField("ce que l'on regarde", blank=True)
    source = models.CharField("d'où vient ce critère", max_length=300, blank=True)
    est_proposition = models.BooleanField("proposition à valider par la DGALN", default=True)
    est_actif = models.BooleanField("utilisé", default=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "critère d'éligibilité"
        verbose_name_plural = "critères d'éligibilité"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.libelle


class Avis(Horodate):
    """L'avis d'un instructeur sur un critère."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="avis")
    critere = models.ForeignKey(CritereDEligibilite, models.PROTECT, related_name="avis")
    instructeur = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    sens = models.CharField("sens", max_length=20, choices=SensAvis)
    motif = models.TextField("motif")

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["critere__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "critere", "instructeur"], name="un_avis_par_critere_et_instructeur"
            )
        ]

    def __str__(self) -> str:
        return f"{self.critere} : {self.get_sens_display()}"
