"""Les jetons : de quoi laisser un outil agir au nom d'un agent, pour ce qu'il a dit et pas plus."""

import hashlib
import hmac
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.donnees_ouvertes.enums import Portee
from etabli.socle.models import Horodate

DEBUT = "etabli"
LONGUEUR_DU_PREFIXE = 10


def empreinte(secret: str) -> str:
    """SHA-256 suffit : le secret est tiré au sort sur 256 bits, il n'y a rien à deviner."""
    return hashlib.sha256(secret.encode()).hexdigest()


class JetonQuerySet(models.QuerySet["Jeton"]):
    def visible_to(self, agent: Agent) -> Self:
        """Chacun ne voit que les siens."""
        return self.filter(agent=agent)

    def du_jeton(self, secret: str) -> "Jeton | None":
        """Le jeton dont c'est le secret, s'il est encore bon et son agent toujours actif."""
        prefixe = secret[: len(DEBUT) + 1 + LONGUEUR_DU_PREFIXE]
        trouve = self.select_related("agent").filter(prefixe=prefixe).first()
        if trouve is None or not hmac.compare_digest(trouve.empreinte, empreinte(secret)):
            return None
        return trouve if trouve.est_bon and trouve.agent.is_active else None


class Jeton(Horodate):
    """Le secret n'est jamais gardé : son empreinte le reconnaît, son début le nomme."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="jetons")
    nom = models.CharField("à quoi il sert", max_length=80)
    prefixe = models.CharField("début", max_length=20, unique=True)
    empreinte = models.CharField("empreinte", max_length=64)
    portees = models.JSONField("portées", default=list)
    expire_le = models.DateField("expire le")
    dernier_usage_le = models.DateTimeField("dernier usage", null=True, blank=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    objects = JetonQuerySet.as_manager()

    class Meta:
        verbose_name = "jeton"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.prefixe}…)"

    def get_absolute_url(self) -> str:
        return reverse("donnees_ouvertes:jetons")

    @property
    def est_bon(self) -> bool:
        """Le jour dit, il ne sert plus."""
        return self.revoque_le is None and self.expire_le > now().date()

    @property
    def portees_dites(self) -> list[str]:
        connues: dict[str, Any] = dict(Portee.choices)
        return [str(connues.get(p, p)) for p in self.portees]
