"""Les sondes : `/sante/vivant`, `/sante/pret`, `/mesures`. Répondues avant tout le reste, sans compte ni témoin.

Une sonde appelle par l'adresse de la machine, souvent sans chiffrement : elle ne doit être ni renvoyée vers HTTPS, ni
refusée pour son nom d'hôte. Elle n'apprend donc rien de plus que oui ou non à qui ne montre pas le jeton.
"""

import logging
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST

from etabli.socle import mesures
from etabli.socle.sauvegarde.controles import migrations_en_attente

logger = logging.getLogger(__name__)
PLACE_MINIMALE = 200 * 1024 * 1024  # octets libres sous les fichiers déposés
ATTENTE_AU_PLUS = 15 * 60  # secondes : au-delà, plus aucun ouvrier ne fait les travaux
ATTENTE_DE_LA_BASE = 3  # secondes
ICI = {"127.0.0.1", "::1"}
_migrations_vues_le = float("-inf")


def repondre_aux_sondes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    sondes = {"/sante/vivant": vivant, "/sante/pret": pret, "/mesures": les_mesures}

    def repondre(request: HttpRequest) -> HttpResponseBase:
        sonde = sondes.get(request.path_info.rstrip("/"))
        if sonde is None:
            return get_response(request)
        reponse = sonde(request)
        reponse.headers["Cache-Control"] = "no-store"
        return reponse

    return repondre


def vivant(request: HttpRequest) -> HttpResponse:
    """Le processus répond : rien d'autre n'est demandé, un service voisin en panne ne doit pas le faire tuer."""
    return JsonResponse({"vivant": True})


def pret(request: HttpRequest) -> HttpResponse:
    """Peut-on lui confier une requête ? La base, son schéma et le dépôt des fichiers doivent répondre."""
    etats: dict[str, bool] = {}
    for nom, controle in CONTROLES.items():
        # Sans base, son schéma ne se lit pas : l'essayer ferait attendre le balancier une seconde fois.
        etats[nom] = (nom != "schema" or etats["base"]) and _essayer(nom, controle)
    est_pret = all(etats.values())
    detail = {**etats, "ouvrier": _essayer("ouvrier", _la_file_avance)} if etats["base"] else etats
    return JsonResponse({"pret": est_pret, **detail}, status=200 if est_pret else 503)


def les_mesures(request: HttpRequest) -> HttpResponse:
    if not peut_lire_les_mesures(request):
        return HttpResponse("Les mesures se lisent avec leur jeton (JETON_DES_MESURES).\n", status=403)
    return HttpResponse(mesures.exposer(), content_type=CONTENT_TYPE_LATEST)


def peut_lire_les_mesures(request: HttpRequest) -> bool:
    """Le jeton, ou cette machine sans mandataire entre les deux quand aucun jeton n'est réglé."""
    attendu = str(settings.JETON_DES_MESURES)
    if attendu:
        recu = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(recu.encode(), attendu.encode())
    vient_d_ailleurs = {"HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED"} & request.META.keys()
    return request.META.get("REMOTE_ADDR") in ICI and not vient_d_ailleurs


def _essayer(nom: str, controle: Callable[[], bool]) -> bool:
    try:
        return controle()
    except Exception:
        # La sonde dit non ; la raison est pour le journal technique, pas pour le réseau.
        logger.exception("Le contrôle « %s » a échoué.", nom)
        return False


def _la_base_repond() -> bool:
    """Par la réserve de connexions quand il y en a une, mais sans sa patience : une sonde répond vite."""
    if reserve := getattr(connection, "pool", None):
        with reserve.connection(timeout=ATTENTE_DE_LA_BASE) as directe:
            return bool(directe.execute("SELECT 1").fetchone()[0] == 1)
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")
        return bool(curseur.fetchone()[0] == 1)


def _le_schema_est_a_jour() -> bool:
    """Relu au plus une fois par minute : une fois à jour, il le reste jusqu'au prochain déploiement."""
    global _migrations_vues_le
    if time.monotonic() - _migrations_vues_le < 60:
        return True
    if migrations_en_attente():
        return False
    _migrations_vues_le = time.monotonic()
    return True


def _le_depot_repond() -> bool:
    depot = storages["default"]
    if isinstance(depot, FileSystemStorage):
        racine = Path(depot.location)
        racine.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(racine).free > PLACE_MINIMALE
    depot.exists("sante")
    return True


def _la_file_avance() -> bool:
    return mesures.attente_de_la_file() < ATTENTE_AU_PLUS


CONTROLES = {"base": _la_base_repond, "schema": _le_schema_est_a_jour, "depot": _le_depot_repond}
