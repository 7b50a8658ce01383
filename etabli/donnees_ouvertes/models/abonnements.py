"""Les abonnements : une adresse prévenue de ce qui se passe, ce qu'on lui a envoyé, ce qu'elle a répondu."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.donnees_ouvertes.enums import EtatDEnvoi
from etabli.socle.models import Horodate
from etabli.socle.scelle import desceller


class AbonnementQuerySet(models.QuerySet["Abonnement"]):
    def visible_to(self, agent: Agent) -> Self:
        """Un abonnement reçoit ce que la DGALN voit : elle seule les tient."""
        return self if agent.est_dgaln else self.none()

    def pour(self, evenement: str) -> Self:
        """Ceux qui attendent cet évènement ; la liste est courte, elle se lit entière."""
        attendent = [
            a.pk for a in self.filter(est_actif=True).only("pk", "evenements") if evenement in a.evenements
        ]
        return self.filter(pk__in=attendent)


class Abonnement(Horodate):
    """Le secret est scellé : la base seule ne suffit pas à signer à notre place."""

    nom = models.CharField("qui est prévenu", max_length=80)
    adresse = models.URLField("adresse appelée", max_length=500)
    evenements = models.JSONField("évènements", default=list)
    secret_scelle = models.BinaryField("secret scellé", editable=False)
    cle = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    est_actif = models.BooleanField("actif", default=True)
    nb_echecs = models.PositiveIntegerField("essais manqués de suite", default=0)
    arrete_le = models.DateTimeField("arrêté le", null=True, blank=True)
    cree_par = models.ForeignKey(Agent, models.PROTECT, related_name="+", verbose_name="créé par")

    objects = AbonnementQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement"
        ordering = ["nom", "pk"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("donnees_ouvertes:abonnement", args=[self.pk])

    @property
    def secret(self) -> str:
        return desceller(bytes(self.secret_scelle), f"abonnement-{self.cle}").decode()

    @property
    def a_ete_arrete(self) -> bool:
        """Par la plateforme, faute de réponse ; non par quelqu'un."""
        return self.arrete_le is not None


class EnvoiQuerySet(models.QuerySet["Envoi"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(abonnement__in=Abonnement.objects.visible_to(agent))

    def a_faire(self, maintenant: datetime | None = None) -> Self:
        return self.filter(
            etat=EtatDEnvoi.A_ENVOYER, prochain_essai_le__lte=maintenant or now(), abonnement__est_actif=True
        )


class Envoi(models.Model):
    """Un évènement pour un abonnement ; son identifiant voyage avec lui, pour que le second arrivé soit ignoré."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    abonnement = models.ForeignKey(Abonnement, models.CASCADE, related_name="envois")
    evenement = models.CharField("évènement", max_length=60)
    charge = models.JSONField("ce qui est envoyé")
    etat = models.CharField("état", max_length=20, choices=EtatDEnvoi, default=EtatDEnvoi.A_ENVOYER)
    nb_essais = models.PositiveSmallIntegerField("nombre d'essais", default=0)
    prochain_essai_le = models.DateTimeField("prochain essai", default=now)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)

    objects = EnvoiQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        ordering = ["-cree_le", "pk"]
        indexes = [models.Index(fields=["etat", "prochain_essai_le"], name="envoi_a_faire")]
        constraints = [
            models.CheckConstraint(name="envoi_etat_connu", condition=Q(etat__in=EtatDEnvoi.values)),
            models.CheckConstraint(
                name="envoi_fini_date",
                condition=Q(etat=EtatDEnvoi.A_ENVOYER, fini_le__isnull=True)
                | (~Q(etat=EtatDEnvoi.A_ENVOYER) & Q(fini_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evenement} → {self.abonnement}"

    def message(self) -> dict[str, Any]:
        """Ce que l'adresse reçoit ; rien n'y change d'un essai à l'autre."""
        return {
            "id": str(self.id),
            "evenement": self.evenement,
            "envoye_le": self.cree_le.isoformat(timespec="seconds"),
            "donnees": self.charge,
        }


class Essai(models.Model):
    """Un appel : ce que l'adresse a répondu, ou pourquoi elle n'a pas pu être appelée."""

    envoi = models.ForeignKey(Envoi, models.CASCADE, related_name="essais")
    quand = models.DateTimeField("quand", auto_now_add=True)
    statut = models.PositiveSmallIntegerField("statut HTTP", null=True, blank=True)
    reponse = models.CharField("début de la réponse", max_length=300, blank=True)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    duree_ms = models.PositiveIntegerField("durée en millisecondes", default=0)

    class Meta:
        verbose_name = "essai"
        ordering = ["-quand", "-pk"]

    def __str__(self) -> str:
        return self.erreur or f"statut {self.statut}"

    @property
    def est_bon(self) -> bool:
        return self.statut is not None and 200 <= self.statut < 300
