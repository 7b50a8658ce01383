"""Répondre : un bulletin par appareil, que l'on change tant que l'activité est ouverte."""

from typing import Any
from uuid import UUID

from django.db import transaction

from etabli.etape4_seance.actions.commun import changer_l_ecran
from etabli.etape4_seance.models import Activite, Bulletin, Participant
from etabli.etape4_seance.permissions import peut_repondre, peut_repondre_en_retard
from etabli.socle.verdict import exiger


@transaction.atomic
def repondre(
    activite: Activite,
    reponses: dict[str, Any],
    *,
    participant: Participant,
    id_: UUID | None = None,
    est_differee: bool = False,
) -> tuple[Bulletin, bool]:
    """Garde le dernier bulletin de l'appareil ; le même envoi reçu deux fois ne change rien.

    Le participant est verrouillé : deux envois simultanés du même appareil ne font qu'un bulletin.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    bulletin = Bulletin.objects.filter(activite=activite, participant=participant).first()
    if bulletin and id_ and bulletin.dernier_envoi == id_:
        return bulletin, False
    a_temps = peut_repondre(participant, activite)
    exiger(a_temps or (peut_repondre_en_retard(participant, activite) if est_differee else a_temps))
    champs = {"reponses": reponses, "dernier_envoi": id_, "est_tardif": not a_temps}
    bulletin, est_neuf = Bulletin.objects.update_or_create(
        activite=activite,
        participant=participant,
        defaults=champs,
        create_defaults=champs | {"table_id": participant.table_id, "college": participant.college},
    )
    changer_l_ecran(activite.seance_id)
    return bulletin, est_neuf
