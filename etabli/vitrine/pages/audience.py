"""Compter les visites sans rien savoir des visiteurs : ni cookie, ni adresse, ni appareil.

Chaque processus compte en mémoire et n'écrit qu'une fois par minute au plus : lire une page n'écrit rien. Un
arrêt brutal perd au pire la dernière minute, ce qui ne change aucune conclusion.
"""

import atexit
import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.timezone import localdate

from etabli.vitrine.pages.models import Passage

FACES = {"vitrine", "donnees_ouvertes"}
LUES = {200, 304}  # 304 : le navigateur l'avait gardée, mais quelqu'un la lit
TOUTES_LES = 60  # secondes
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|java/|headless", re.I)
journal = logging.getLogger(__name__)

_comptes: Counter[tuple[date, str]] = Counter()
_verrou = Lock()
_dernier_vidage = time.monotonic()


def est_a_compter(request: HttpRequest, reponse: HttpResponseBase) -> bool:
    """Une page publique lue par quelqu'un qui n'est ni un agent connecté ni un robot déclaré."""
    return bool(
        settings.MESURE_D_AUDIENCE
        and request.method == "GET"
        and reponse.status_code in LUES
        and request.path.endswith("/")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not ROBOT.search(request.headers.get("User-Agent", "robot"))
        and _est_publique(request.path)
    )


def _est_publique(chemin: str) -> bool:
    """Les seules faces publiques : une adresse qui porte un secret (séance, invitation) n'est jamais notée."""
    try:
        trouvee = resolve(chemin)
    except Resolver404:
        return False
    return trouvee.app_name in FACES or trouvee.url_name == "wagtail_serve"


def noter(chemin: str, jour: date | None = None) -> bool:
    """Ajoute une vue ; rend vrai quand il est temps d'écrire."""
    with _verrou:
        _comptes[jour or localdate(), chemin[:200]] += 1
        return time.monotonic() - _dernier_vidage >= TOUTES_LES


def vider() -> int:
    """Écrit ce qui est compté ; si la base ne répond pas, rien n'est perdu et la page s'affiche."""
    global _dernier_vidage
    with _verrou:
        a_ecrire = dict(_comptes)
        _comptes.clear()
        _dernier_vidage = time.monotonic()
    try:
        with transaction.atomic():
            for (jour, chemin), nb in a_ecrire.items():
                _ajouter(chemin, jour, nb)
    except DatabaseError:
        journal.warning("Les visites n'ont pas pu être écrites ; elles le seront plus tard.")
        with _verrou:
            _comptes.update(a_ecrire)
    return len(a_ecrire)


def _ajouter(chemin: str, jour: date, nb: int) -> None:
    passage, cree = Passage.objects.get_or_create(chemin=chemin, jour=jour, defaults={"nb": nb})
    if not cree:
        Passage.objects.filter(pk=passage.pk).update(nb=F("nb") + nb)


@atexit.register
def _au_revoir() -> None:
    if _comptes:
        vider()


def compter_les_visites(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Posé avant la mémoire des pages : une page gardée est lue comme une autre."""

    def repondre(request: HttpRequest) -> HttpResponseBase:
        reponse = get_response(request)
        if est_a_compter(request, reponse) and noter(request.path):
            vider()
        return reponse

    return repondre
