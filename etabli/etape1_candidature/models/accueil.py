"""Ce que l'on promet à une personne invitée dans un dossier : un rôle, et des rubriques à écrire."""

from typing import Self

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent, Invitation
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, des_dossiers_vus
from etabli.etape1_candidature.enums import CleRubrique


class InvitationAuDossierQuerySet(models.QuerySet["InvitationAuDossier"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))

    def for_list(self) -> Self:
        return self.select_related(
            "invitation__organisation", "invitation__invite_par", "invitation__acceptee_par"
        )


class InvitationAuDossier(models.Model):
    """Tenue à l'acceptation de l'invitation : l'organisation prend sa place, et ses rubriques."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="promesse")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="invitations")
    role = models.CharField("rôle", max_length=20, choices=Role)
    rubriques = models.JSONField("rubriques à écrire", default=list, blank=True)

    objects = InvitationAuDossierQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation au dossier"
        verbose_name_plural = "invitations au dossier"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="invitation_au_dossier_role_connu", condition=Q(role__in=Role.values))
        ]

    def __str__(self) -> str:
        return f"{self.invitation}, {self.get_role_display().lower()}"

    @property
    def intitules(self) -> list[str]:
        return [str(CleRubrique(cle).label) for cle in self.rubriques]
