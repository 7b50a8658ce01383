"""Quand un acte s'accomplit, les adresses abonnées sont prévenues."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.dispatch import receiver

from etabli.donnees_ouvertes.actions import preparer_les_envois
from etabli.donnees_ouvertes.evenements import PAR_ACTE
from etabli.donnees_ouvertes.models import Abonnement
from etabli.donnees_ouvertes.tasks import livrer
from etabli.socle.cycle import acte_accompli


@receiver(acte_accompli, dispatch_uid="donnees_ouvertes.abonnements")
def prevenir_les_abonnes(sender: type[Model], acte: str, objet: Any, **_: Any) -> None:
    evenement = PAR_ACTE.get((sender, acte))
    if evenement is None or not Abonnement.objects.filter(est_actif=True).exists():
        return
    for envoi in preparer_les_envois(evenement.nom, evenement.charge(objet)):
        transaction.on_commit(lambda pk=str(envoi.pk): livrer.enqueue(pk))  # type: ignore[misc]
