"""Les invitations à rejoindre une organisation."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from etabli.annuaire.enums import EtatInvitation
from etabli.annuaire.models.agents import Agent
from etabli.annuaire.models.organisations import Organisation
from etabli.socle.models import Horodate


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def ouvertes(self) -> Self:
        return self.filter(acceptee_le__isnull=True, retiree_le__isnull=True, expire_le__gte=now())

    def visible_to(self, agent: Agent) -> Self:
        if agent.est_dgaln:
            return self
        return self.filter(Q(organisation_id__in=agent.organisations_ids) | Q(invite_par=agent))

    def du_jeton(self, empreinte: str) -> Self:
        """La seule porte sans compte : qui tient le lien tient l'invitation, et elle seule."""
        return self.for_list().filter(empreinte_du_jeton=empreinte)

    def for_list(self) -> Self:
        return self.select_related("organisation", "invite_par", "acceptee_par")


class Invitation(Horodate):
    """Une place proposée par courriel ; le lien ne sert qu'une fois et seule son empreinte est gardée."""

    email = models.EmailField("adresse électronique")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    intitule = models.CharField("fonction proposée", max_length=160)
    mot = models.TextField("mot d'accompagnement", blank=True)
    suite = models.CharField("page où arriver", max_length=300, blank=True)
    empreinte_du_jeton = models.CharField("empreinte du jeton", max_length=64, unique=True)
    invite_par = models.ForeignKey(Agent, models.PROTECT, related_name="invitations_envoyees")
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    acceptee_par = models.ForeignKey(
        Agent, models.PROTECT, null=True, blank=True, related_name="invitations_acceptees"
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    @property
    def etat(self) -> EtatInvitation:
        if self.acceptee_le:
            return EtatInvitation.ACCEPTEE
        if self.retiree_le:
            return EtatInvitation.RETIREE
        return EtatInvitation.ENVOYEE if self.expire_le >= now() else EtatInvitation.EXPIREE

    @property
    def est_ouverte(self) -> bool:
        return self.etat == EtatInvitation.ENVOYEE

    @property
    def a_un_compte(self) -> bool:
        return Agent.objects.filter(email__iexact=self.email).exists()
