"""Effacer les données des personnes quand elles ne servent plus : les contributions restent, sans personne."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from etabli.etape4_seance.actions.rendre_compte import COMPTE_RENDU_A_UN_PARTICIPANT
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.models import Emargement, Seance
from etabli.socle.journal import inscrire
from etabli.socle.models import LettreSortante


@dataclass(frozen=True)
class Purge:
    """Ce qui est effacé, ou le serait : le rapport de la commande, séance par séance."""

    seance: Seance
    nb_emargements: int
    nb_pseudonymes: int
    nb_adresses: int


def a_purger(avant: datetime) -> list[Seance]:
    """Les séances finies avant cette date, compte rendu diffusé, dont les données sont encore là."""
    finies = Seance.objects.filter(purgee_le__isnull=True, etat=Etat.COMPTE_RENDU, fin__lt=avant)
    return list(finies.select_related("atelier__dossier").order_by("fin"))


def mesurer(seance: Seance) -> Purge:
    return Purge(
        seance,
        seance.emargements.count(),
        seance.participants.exclude(pseudo="").count(),
        seance.destinataires.count(),
    )


@transaction.atomic
def purger(seance: Seance) -> Purge:
    """Les signatures deviennent un compte par collège ; pseudonymes et adresses disparaissent ; le journal le dit."""
    purge = mesurer(seance)
    for rang, ligne in enumerate(seance.emargements.order_by("college", "pk"), 1):
        Emargement.objects.filter(pk=ligne.pk).update(nom=f"Présence {rang}", organisme="")
    seance.participants.exclude(pseudo="").update(pseudo="")
    adresses = list(seance.destinataires.values_list("courriel", flat=True))
    LettreSortante.objects.filter(modele=COMPTE_RENDU_A_UN_PARTICIPANT, destinataire__in=adresses).delete()
    seance.destinataires.all().delete()
    seance.purgee_le = timezone.now()
    seance.save(update_fields=["purgee_le", "modifie_le"])
    inscrire(
        "purger_la_seance",
        seance,
        par=None,
        phrase="a effacé les données des personnes de cette séance",
        donnees={
            "emargements": purge.nb_emargements,
            "pseudonymes": purge.nb_pseudonymes,
            "adresses": purge.nb_adresses,
        },
    )
    return purge
