"""Le bulletin d'une personne ou d'une table : un par activité, que l'on peut changer tant qu'elle est ouverte."""

import uuid

from django.db import models

from etabli.dossier.enums import College
from etabli.etape4_seance.enums import Saisie
from etabli.etape4_seance.models.activite import Activite
from etabli.etape4_seance.models.presence import Participant
from etabli.etape4_seance.models.seance import TableDeSeance


class Bulletin(models.Model):
    """`reponses` : pour chaque objet, une mention, une paire (impact, faisabilité) ou un choix coché."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activite = models.ForeignKey(Activite, models.CASCADE, related_name="bulletins")
    # Un bulletin de papier n'est celui d'aucun appareil.
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="bulletins"
    )
    saisie = models.CharField("saisie", max_length=20, choices=Saisie, default=Saisie.TELEPHONE)
    table = models.ForeignKey(TableDeSeance, models.SET_NULL, null=True, blank=True, related_name="bulletins")
    college = models.CharField("collège", max_length=20, choices=College, blank=True)
    reponses = models.JSONField("réponses", default=dict)
    # L'identifiant du dernier envoi de l'appareil : reçu deux fois, il ne change rien.
    dernier_envoi = models.UUIDField("dernier envoi", null=True, blank=True)
    est_tardif = models.BooleanField("arrivé après la fermeture", default=False)
    recu_le = models.DateTimeField("reçu le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "bulletin"
        ordering = ["activite", "recu_le", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activite", "participant"], name="un_bulletin_par_participant")
        ]

    def __str__(self) -> str:
        return f"{self.activite} : {self.participant or self.get_saisie_display().lower()}"
