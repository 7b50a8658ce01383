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
        if not _prendre(cle):
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


def _prendre(cle: str) -> bool:
    EnvoiRecu.objects.filter(recu_le__lt=now() - DUREE).delete()
    try:
        with transaction.atomic():
            EnvoiRecu.objects.create(cle=cle)
    except IntegrityError:
        return False
    return True


def _conclure(cle: str, reponse: HttpResponseBase | None) -> None:
    """Seule une redirection dit que c'est écrit ; tout autre réponse, ou une panne, laisse recommencer."""
    if isinstance(reponse, HttpResponseRedirect):
        EnvoiRecu.objects.filter(cle=cle).update(est_traite=True, suite=reponse.url[:500])
    else:
        EnvoiRecu.objects.filter(cle=cle).delete()


def _suivre_le_premier(request: HttpRequest, cle: str) -> HttpResponseBase:
    """Le premier a pu mourir en route : on ne refait pas à sa place, on envoie l'agent vérifier."""
    limite = time.monotonic() + ATTENTE
    while time.monotonic() < limite:
        envoi = EnvoiRecu.objects.filter(cle=cle).first()
        if envoi is None:
            break
        if envoi.est_traite:
            messages.info(request, DOUBLE)
            return HttpResponseRedirect(envoi.suite)
        time.sleep(PAS)
    messages.warning(request, EN_COURS)
    return HttpResponseRedirect(request.get_full_path())
