"""Les porteurs à qui l'on demande des nouvelles d'une action, par un lien, sans compte."""

from datetime import datetime

from django.db.models import Q, QuerySet

from etabli.etape5_feuille_de_route.models import LienDeSuivi, PointDeSuivi
from etabli.socle.personnes import Traitement, declarer

EFFACE = "efface@compte.invalid"


def _echus(avant: datetime) -> QuerySet[LienDeSuivi]:
    morts = LienDeSuivi.objects.filter(Q(expire_le__lt=avant.date()) | Q(revoque_le__lt=avant))
    return morts.exclude(adresse=EFFACE)


def _effacer(lien: LienDeSuivi) -> None:
    """Les nouvelles données restent ; l'adresse de qui les a données, non."""
    PointDeSuivi.objects.filter(action=lien.action, auteur=lien.adresse).update(auteur="")
    LienDeSuivi.objects.filter(pk=lien.pk).update(adresse=EFFACE)


declarer(
    Traitement(
        cle="liens_de_suivi",
        nom="Liens de suivi des actions",
        finalite="Demander au porteur d'une action où elle en est.",
        base="Mission d'intérêt public",
        personnes="Porteurs d'actions sans compte",
        donnees="Adresse électronique, dates",
        destinataires="Les membres du dossier",
        conservation="L'adresse est effacée ce délai après la fin ou le retrait du lien.",
        jours=365,
        echus=_echus,
        effacer=_effacer,
        trouver=lambda texte: LienDeSuivi.objects.filter(adresse__iexact=texte),
        ordre=70,
    )
)
