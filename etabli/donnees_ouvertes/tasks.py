"""Livrer un envoi : prendre, appeler hors de toute transaction, noter, et revenir plus tard s'il le faut."""

import json
import time

from django.utils.timezone import now
from django_tasks import task

from etabli.donnees_ouvertes.actions import noter_l_essai, prendre
from etabli.donnees_ouvertes.appel import AppelRefuseError, appeler
from etabli.donnees_ouvertes.calcul import signature
from etabli.donnees_ouvertes.enums import EtatDEnvoi
from etabli.donnees_ouvertes.lettres import prevenir_de_l_arret
from etabli.donnees_ouvertes.models import Envoi, Essai

AGENT = "Etabli-Abonnements/1"


def livrer_un_envoi(envoi_id: str) -> Essai | None:
    envoi = prendre(envoi_id)
    if envoi is None:
        return None
    essai = noter_l_essai(envoi, _appeler(envoi))
    envoi.abonnement.refresh_from_db()
    if envoi.abonnement.a_ete_arrete:
        prevenir_de_l_arret(envoi.abonnement)
    return essai


def _appeler(envoi: Envoi) -> Essai:
    corps = json.dumps(envoi.message(), ensure_ascii=False).encode()
    instant, debut = int(time.time()), time.monotonic()
    essai = Essai(envoi=envoi)
    try:
        reponse = appeler(
            envoi.abonnement.adresse,
            corps,
            {
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": AGENT,
                "Etabli-Evenement": envoi.evenement,
                "Etabli-Envoi": str(envoi.pk),
                "Etabli-Signature": signature(envoi.abonnement.secret, instant, corps),
            },
        )
        essai.statut, essai.reponse = reponse.statut, reponse.debut
    except AppelRefuseError as erreur:
        essai.erreur = str(erreur)[:300]
    essai.duree_ms = round(1000 * (time.monotonic() - debut))
    return essai


@task()
def livrer(envoi_id: str) -> None:
    """Un essai manqué se remet lui-même en file, à son heure, quand la file sait attendre."""
    livrer_un_envoi(envoi_id)
    envoi = Envoi.objects.filter(pk=envoi_id, etat=EtatDEnvoi.A_ENVOYER, abonnement__est_actif=True).first()
    if envoi and envoi.prochain_essai_le > now() and livrer.get_backend().supports_defer:
        livrer.using(run_after=envoi.prochain_essai_le).enqueue(envoi_id)


def relancer_les_envois() -> int:
    """Ceux dont l'heure est passée sans que la file les ait pris : la ceinture, quand les bretelles ont lâché."""
    attendent = [str(pk) for pk in Envoi.objects.a_faire().values_list("pk", flat=True)]
    for pk in attendent:
        livrer.enqueue(pk)
    return len(attendent)
