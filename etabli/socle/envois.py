"""Un formulaire envoyé deux fois (double clic, page renvoyée, réseau qui réessaie) n'écrit qu'une fois.

Chaque formulaire porte un nom tiré au sort ; avec l'adresse, l'agent et ce qui a été saisi, il fait une clé unique en
base. Le premier envoi la prend et travaille ; les suivants, même simultanés, même reçus par un autre serveur,
attendent qu'il ait fini et vont où il est allé. Un envoi refusé rend sa clé : on corrige et on recommence. Revenir en
arrière et changer un mot fait une autre clé. Les enregistrements continus (htmx, JSON) ont leurs propres versions.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.timezone import now

from etabli.socle.models import EnvoiRecu
from etabli.socle.templatetags.dsfr_composants import CHAMP_DE_L_ENVOI

DUREE = timedelta(hours=24)  # au-delà, un formulaire resté ouvert est un nouvel envoi
ATTENTE, PAS = 15.0, 0.1  # secondes : la patience d'un second envoi envers le premier
DOUBLE = "Ce formulaire avait déjà été envoyé : il n'a été enregistré qu'une fois."
EN_COURS = "Ce formulaire est déjà en cours d'enregistrement. Vérifiez ci-dessous s'il est arrivé avant de le refaire."


def une_seule_fois(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def repondre(request: HttpRequest) -> HttpResponseBase:
        cle = _cle(request)
        if not cle:
            return get_response(request)
        if not prendre(cle):
            return _suivre_le_premier(request, cle)
        reponse = None
        try:
            reponse = get_response(request)
        finally:
            _conclure(cle, reponse)
        return reponse

    return repondre


def _cle(request: HttpRequest) -> str:
    if request.method != "POST" or request.headers.get("HX-Request"):
        return ""
    if "text/html" not in request.headers.get("Accept", "text/html") or not request.user.is_authenticated:
        return ""
    if not (nom := request.POST.get(CHAMP_DE_L_ENVOI, "")):
        return ""
    saisi = [(champ, request.POST.getlist(champ)) for champ in sorted(request.POST)]
    joints = [
        (champ, f.name, f.size) for champ in sorted(request.FILES) for f in request.FILES.getlist(champ)
    ]
    dit = repr((nom, request.user.pk, request.get_full_path(), saisi, joints))
    return hashlib.sha256(dit.encode()).hexdigest()


def prendre(cle: str) -> bool:
    """Vrai pour le premier envoi ; la base en décide, quel que soit le serveur qui l'a reçu."""
    EnvoiRecu.objects.filter(recu_le__lt=now() - DUREE).delete()
    try:
        with transaction.atomic():
            EnvoiRecu.objects.create(cle=cle)
    except IntegrityError:
        return False
    return True


def garder(cle: str, suite: str) -> None:
    EnvoiRecu.objects.filter(cle=cle).update(est_traite=True, suite=suite)


def rendre(cle: str) -> None:
    """Rien n'a été écrit : le même envoi peut recommencer."""
    EnvoiRecu.objects.filter(cle=cle).delete()


def attendre(cle: str) -> str | None:
    """Où le premier envoi a mené ; `None` s'il a rendu la main, ou s'il n'en finit pas."""
    limite = time.monotonic() + ATTENTE
    while time.monotonic() < limite:
        envoi = EnvoiRecu.objects.filter(cle=cle).first()
        if envoi is None or envoi.est_traite:
            return envoi.suite if envoi else None
        time.sleep(PAS)
    return None


def _conclure(cle: str, reponse: HttpResponseBase | None) -> None:
    """Seule une redirection dit que c'est écrit ; tout autre réponse, ou une panne, laisse recommencer."""
    if isinstance(reponse, HttpResponseRedirect):
        garder(cle, reponse.url)
    else:
        rendre(cle)


def _suivre_le_premier(request: HttpRequest, cle: str) -> HttpResponseBase:
    """Le premier a pu mourir en route : on ne refait pas à sa place, on envoie l'agent vérifier."""
    if suite := attendre(cle):
        messages.info(request, DOUBLE)
        return HttpResponseRedirect(suite)
    messages.warning(request, EN_COURS)
    return HttpResponseRedirect(request.get_full_path())
