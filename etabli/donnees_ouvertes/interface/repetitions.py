"""Une écriture que l'outil renvoie (délai dépassé, réseau coupé) : la clé qu'il a tirée la fait compter une fois.

Sans clé, une écriture se fait à chaque envoi. Avec la même clé, le même jeton et la même adresse, le second envoi,
même simultané, même reçu par un autre serveur, rend la réponse du premier sans rien refaire, pendant vingt-quatre
heures. Une écriture refusée rend sa clé.
"""

import hashlib
import json
import re
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from etabli.donnees_ouvertes.interface.problemes import probleme
from etabli.donnees_ouvertes.models import Jeton
from etabli.socle import envois

EN_TETE = "Idempotency-Key"
REJOUEE = "Idempotency-Replayed"
MOTIF = r"[\x21-\x7e]{8,255}"
ILLISIBLE = f"L'en-tête {EN_TETE} attend 8 à 255 signes sans espace : un UUID convient."
AUTRE_DEMANDE = "Cette clé a déjà servi pour une autre demande : tirez-en une neuve."
EN_COURS = (
    "La première demande qui porte cette clé n'est pas finie, ou s'est interrompue. Vérifiez si elle est arrivée avant "
    "de la refaire avec une clé neuve."
)
PARAMETRE = {
    "name": EN_TETE,
    "in": "header",
    "required": False,
    "description": "Tirée par l'outil : la même demande envoyée deux fois avec la même clé ne compte qu'une.",
    "schema": {"type": "string", "pattern": f"^{MOTIF}$"},
    "example": "6f1d0c6e-3d0b-4f0e-9a57-2c1d8b7a9e10",
}


def une_seule_fois(
    request: HttpRequest, jeton: Jeton | None, produire: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    tiree = request.headers.get(EN_TETE, "")
    if request.method != "POST" or jeton is None or not tiree:
        return produire()
    if not re.fullmatch(MOTIF, tiree):
        return probleme(request, 422, ILLISIBLE)
    try:
        corps = hashlib.sha256(request.body).hexdigest()
    except SuspiciousOperation:
        return produire()  # trop lourde : l'API le dit
    cle = hashlib.sha256(repr(("api", jeton.pk, request.get_full_path(), tiree)).encode()).hexdigest()
    if not envois.prendre(cle):
        return _rejouer(request, cle, corps)
    reponse = None
    try:
        reponse = produire()
    finally:
        _conclure(cle, corps, reponse)
    return reponse


def _conclure(cle: str, corps: str, reponse: HttpResponseBase | None) -> None:
    if isinstance(reponse, HttpResponse) and 200 <= reponse.status_code < 300:
        rendue = {"corps": corps, "statut": reponse.status_code, "type": reponse["Content-Type"]}
        envois.garder(cle, json.dumps({**rendue, "contenu": reponse.content.decode()}, ensure_ascii=False))
    else:
        envois.rendre(cle)


def _rejouer(request: HttpRequest, cle: str, corps: str) -> HttpResponse:
    suite = envois.attendre(cle)
    if suite is None:
        return probleme(request, 409, EN_COURS)
    rendue = json.loads(suite)
    if rendue["corps"] != corps:
        return probleme(request, 422, AUTRE_DEMANDE)
    reponse = HttpResponse(rendue["contenu"], status=rendue["statut"], content_type=rendue["type"])
    reponse[REJOUEE] = "true"
    return reponse
