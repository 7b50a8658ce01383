"""Le lien entre un compte et une identité ProConnect."""

from django.db import models

from etabli.annuaire.models.agents import Agent
from etabli.annuaire.models.organisations import Organisation
from etabli.socle.models import Horodate


class IdentiteProConnect(Horodate):
    """Rattachée par `sub`, qui ne change pas ; l'adresse et l'établissement ne sont que ce qui a été dit en dernier."""

    agent = models.OneToOneField(Agent, models.CASCADE, related_name="proconnect", verbose_name="agent")
    sub = models.CharField("identifiant chez ProConnect", max_length=255, unique=True)
    courriel = models.EmailField("adresse chez ProConnect", blank=True)
    siret = models.CharField("numéro SIRET déclaré", max_length=14, blank=True)
    fournisseur = models.CharField("fournisseur d'identité", max_length=80, blank=True)
    vue_le = models.DateTimeField("dernière connexion par ProConnect le", null=True, blank=True)

    class Meta:
        verbose_name = "identité ProConnect"
        verbose_name_plural = "identités ProConnect"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.agent} par ProConnect"

    @property
    def organisation(self) -> Organisation | None:
        """L'organisation de l'annuaire qui porte ce SIRET, s'il y en a une."""
        return Organisation.objects.filter(siret=self.siret).first() if self.siret else None
