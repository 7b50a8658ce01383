"""La valise : une séance confiée à un portable sans Internet, et ce qui en revient."""

import uuid

from django.db import models

from etabli.annuaire.models import Agent
from etabli.etape4_seance.models.seance import Seance


class Valise(models.Model):
    """Sur la plateforme, la trace de ce qui est parti ; sur le portable, de quoi sceller le retour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="valises")
    # Vrai sur le portable : cette séance est une copie, sa place est sur la plateforme.
    est_emportee = models.BooleanField("séance emportée sur ce poste", default=False)
    site = models.CharField("plateforme d'origine", max_length=200, blank=True)
    cle_publique = models.CharField("clé du portable", max_length=64)
    cle_privee = models.CharField("clé qui scelle le retour", max_length=64, blank=True)
    numero = models.PositiveIntegerField("dernier retour", default=0)
    # Le relevé sur lequel on s'est quitté : celui du départ, puis celui du dernier retour rangé.
    releve = models.JSONField("relevé commun", default=dict)
    # Modèle → clé de l'autre poste → identifiant ici, pour ce qui n'a pas le même des deux côtés.
    correspondance = models.JSONField("correspondance", default=dict)
    bilan = models.JSONField("bilan du dernier retour", default=dict)
    preparee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    preparee_le = models.DateTimeField("préparée le", auto_now_add=True)
    rendue_le = models.DateTimeField("rendue le", null=True, blank=True)

    class Meta:
        verbose_name = "valise"
        ordering = ["-preparee_le", "-pk"]

    def __str__(self) -> str:
        return f"Valise de la session {self.seance.numero}"
