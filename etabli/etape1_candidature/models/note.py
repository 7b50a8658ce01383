"""La note d'opportunité : ses rubriques, leurs remarques et leurs écritures, ses versions figées."""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.timezone import now

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import College
from etabli.etape1_candidature import calcul
from etabli.etape1_candidature.enums import CleRubrique, NatureDeDocument
from etabli.etape1_candidature.models.candidature import Candidature
from etabli.socle.texte_riche import TexteRiche, texte_brut

DUREE_D_UNE_PRESENCE = timedelta(minutes=2)


class DeLaCandidatureQuerySet(models.QuerySet[Any]):
    """Ce qui appartient à une candidature se voit quand elle se voit."""

    def visible_to(self, agent: Agent) -> Self:
        return self.filter(candidature__in=Candidature.objects.visible_to(agent))


class RubriqueQuerySet(DeLaCandidatureQuerySet):
    def for_detail(self) -> Self:
        return self.select_related(
            "candidature__dossier__format", "candidature__dossier__perimetre", "modifiee_par", "confiee_a"
        ).prefetch_related("associees")


class Rubrique(models.Model):
    """Une des sept parties de la note. `version` croît à chaque écriture : deux auteurs ne s'écrasent pas."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="rubriques")
    cle = models.CharField("rubrique", max_length=30, choices=CleRubrique)
    contenu = TexteRiche("contenu", blank=True)
    version = models.PositiveIntegerField("version", default=0)
    modifiee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)
    confiee_a = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="confiée à"
    )
    associees = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name="écrite aussi par"
    )

    objects = RubriqueQuerySet.as_manager()

    class Meta:
        verbose_name = "rubrique"
        ordering = ["candidature", "pk"]
        constraints = [models.UniqueConstraint(fields=["candidature", "cle"], name="rubrique_unique")]

    def __str__(self) -> str:
        return self.get_cle_display()

    def get_absolute_url(self) -> str:
        return reverse("candidature:rubrique", args=[self.candidature.dossier_id, self.cle])

    @property
    def fil(self) -> str:
        return self.candidature.fil

    @property
    def nb_mots(self) -> int:
        return len(texte_brut(self.contenu).split())

    @property
    def remarques_ouvertes(self) -> "list[Remarque]":
        """Sans requête quand les remarques sont préchargées."""
        return [r for r in self.remarques.all() if r.levee_le is None and r.en_reponse_a_id is None]

    @property
    def redacteurs(self) -> list[Organisation]:
        """Les organisations à qui la rubrique est confiée ; vide : tous les porteurs l'écrivent."""
        return [self.confiee_a, *self.associees.all()] if self.confiee_a else []


class EcritureDeRubrique(models.Model):
    """Chaque texte enregistré d'une rubrique, gardé : rien de ce qui a été écrit ne se perd."""

    rubrique = models.ForeignKey(Rubrique, models.CASCADE, related_name="ecritures")
    version = models.PositiveIntegerField("version")
    contenu = TexteRiche("contenu", blank=True)
    auteur = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    ecrite_le = models.DateTimeField("écrite le")
    # Le navigateur donne un nom à chaque envoi : reçu deux fois, il n'est écrit qu'une.
    envoi = models.CharField("nom de l'envoi", max_length=36, blank=True)

    class Meta:
        verbose_name = "écriture"
        ordering = ["rubrique", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["rubrique", "version"], name="ecriture_numerotee"),
            models.UniqueConstraint(
                fields=["rubrique", "envoi"], condition=~models.Q(envoi=""), name="envoi_ecrit_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rubrique}, écriture {self.version}"


class PropositionQuerySet(models.QuerySet["Proposition"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(rubrique__candidature__in=Candidature.objects.visible_to(agent))

    def a_trancher_par(self, agent: Agent) -> Self:
        return self.filter(auteur=agent, tranchee_le__isnull=True)


class Proposition(models.Model):
    """Un texte arrivé après celui d'un autre : gardé tel quel, réuni ou non, choisi ou non."""

    rubrique = models.ForeignKey(Rubrique, models.CASCADE, related_name="propositions")
    auteur = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    contenu = TexteRiche("contenu", blank=True)
    # Ce que l'auteur avait sous les yeux ; vide et non nul : la rubrique était vide.
    base = models.TextField("texte de départ", null=True)  # noqa: DJ001 -- inconnu n'est pas vide
    version_lue = models.PositiveIntegerField("version lue")
    envoi = models.CharField("nom de l'envoi", max_length=36, blank=True)
    proposee_le = models.DateTimeField("proposée le")
    tranchee_le = models.DateTimeField("tranchée le", null=True, blank=True)
    version = models.PositiveIntegerField("écriture née du choix", null=True, blank=True)

    objects = PropositionQuerySet.as_manager()

    class Meta:
        verbose_name = "texte mis de côté"
        verbose_name_plural = "textes mis de côté"
        ordering = ["-proposee_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.rubrique}, texte de {self.auteur}"

    def get_absolute_url(self) -> str:
        rubrique = self.rubrique
        return reverse("candidature:conflit", args=[rubrique.candidature.dossier_id, rubrique.cle, self.pk])


class PresenceQuerySet(models.QuerySet["Presence"]):
    def recentes(self) -> Self:
        return self.filter(vue_le__gte=now() - DUREE_D_UNE_PRESENCE).select_related("agent", "rubrique")


class Presence(models.Model):
    """Qui a la rubrique ouverte en ce moment : l'écran le dit, rien ne se verrouille."""

    rubrique = models.ForeignKey(Rubrique, models.CASCADE, related_name="presences")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    vue_le = models.DateTimeField("vue le")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        constraints = [models.UniqueConstraint(fields=["rubrique", "agent"], name="une_presence_par_agent")]

    def __str__(self) -> str:
        return f"{self.agent} : {self.rubrique}"


class RemarqueQuerySet(models.QuerySet["Remarque"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(rubrique__candidature__in=Candidature.objects.visible_to(agent))


class Remarque(models.Model):
    """Une remarque sur une rubrique, ou la réponse à une remarque ; elle reste, levée ou non."""

    rubrique = models.ForeignKey(Rubrique, models.CASCADE, related_name="remarques")
    auteur = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    en_reponse_a = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="reponses", verbose_name="en réponse à"
    )
    mentionnes = models.ManyToManyField(
        Agent, blank=True, related_name="+", verbose_name="personnes prévenues"
    )
    texte = models.TextField("remarque")
    ecrite_le = models.DateTimeField("écrite le", auto_now_add=True)
    reponse = models.TextField("ce qui en a été fait", blank=True)
    levee_le = models.DateTimeField("levée le", null=True, blank=True)
    levee_par = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RemarqueQuerySet.as_manager()

    class Meta:
        verbose_name = "remarque"
        ordering = ["ecrite_le", "pk"]

    def __str__(self) -> str:
        return self.texte[:80]

    def get_absolute_url(self) -> str:
        return f"{self.rubrique.get_absolute_url()}#remarque-{self.pk}"

    @property
    def fil(self) -> str:
        return self.rubrique.fil


class VersionDeNote(models.Model):
    """La note telle qu'elle était à un moment : ce qui est figé vaudra cahier des clauses."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    contenu = models.JSONField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    figee_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    figee_le = models.DateTimeField("figée le")

    objects = DeLaCandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "version de la note"
        ordering = ["candidature", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["candidature", "numero"], name="version_de_note_numerotee")
        ]

    def __str__(self) -> str:
        return f"Note, version {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("candidature:version", args=[self.candidature.dossier_id, self.numero])

    @property
    def fil(self) -> str:
        return self.candidature.fil

    @property
    def est_intacte(self) -> bool:
        """L'empreinte, recalculée sur le contenu gardé, est celle du jour où la note a été figée."""
        return calcul.empreinte(self.contenu) == self.empreinte


class Acteur(models.Model):
    """Un acteur à mobiliser : l'équipe saura qui rencontrer, et pourquoi."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="acteurs")
    nom = models.CharField("acteur", max_length=200)
    college = models.CharField("à quel titre", max_length=20, choices=College)
    attente = models.CharField("ce qu'on attend de lui", max_length=300, blank=True)

    objects = DeLaCandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "acteur à mobiliser"
        verbose_name_plural = "acteurs à mobiliser"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.nom


class DocumentARemettre(models.Model):
    """Un document que l'équipe recevra : qui le tient, et s'il est disponible."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="documents")
    titre = models.CharField("document", max_length=200)
    nature = models.CharField("nature", max_length=20, choices=NatureDeDocument)
    detenteur = models.CharField("qui le détient", max_length=200, blank=True)
    est_disponible = models.BooleanField("disponible dès maintenant", default=True)

    objects = DeLaCandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "document à remettre"
        verbose_name_plural = "documents à remettre"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.titre
