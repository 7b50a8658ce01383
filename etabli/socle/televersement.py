"""Recevoir de gros envois sans y laisser la mémoire ni le disque."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.template.loader import render_to_string

from etabli.socle.empechements import reconnaitre

logger = logging.getLogger(__name__)

Message = Mapping[str, Any]
Portee = dict[str, Any]
Recevoir = Callable[[], Awaitable[Message]]
Envoyer = Callable[[Message], Awaitable[None]]
Application = Callable[[Portee, Recevoir, Envoyer], Coroutine[Any, Any, None]]
TROP_GROS = 413


class FichierBorne(TemporaryFileUploadHandler):
    """Passé la taille admise, les octets sont jetés à mesure ; la taille, elle, est comptée jusqu'au bout.

    Le formulaire voit ainsi un fichier trop gros, le refuse à son champ et garde ce qui était saisi ailleurs.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= settings.TAILLE_MAXIMALE_DES_FICHIERS:
            self.file.write(raw_data)
        elif start <= settings.TAILLE_MAXIMALE_DES_FICHIERS:
            self.file.truncate(0)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self.file.seek(0)
        self.file.size = file_size
        return self.file


def borner(application: Application) -> Application:
    """Au-delà du plafond, l'envoi n'entre pas : ses octets sont jetés, et une page dit la limite.

    Jeter avant de répondre laisse au navigateur le temps de lire la réponse ; au double du plafond, on coupe.
    """

    async def bornee(scope: Portee, receive: Recevoir, send: Envoyer) -> None:
        plafond: int = settings.PLAFOND_DES_ENVOIS
        if scope["type"] != "http":
            await application(scope, receive, send)
        elif longueur_annoncee(scope) > plafond:
            await _jeter(receive, 2 * plafond)
            await _refuser(send)
        else:
            await _recevoir(application, scope, _compter(receive, plafond), send)

    return bornee


async def _recevoir(application: Application, scope: Portee, receive: Recevoir, send: Envoyer) -> None:
    """Un gros envoi est posé sur le disque avant que Django le voie : un disque plein se dit donc ici."""
    a_commence = False

    async def note(message: Message) -> None:
        nonlocal a_commence
        a_commence = True
        await send(message)

    try:
        await application(scope, receive, note)
    except OSError as erreur:
        empechement = reconnaitre(erreur)
        if empechement is None or a_commence:
            raise
        logger.exception("Un envoi n'a pas pu être reçu.")
        corps = render_to_string("socle/empechement.html", vars(empechement))
        await _repondre(send, empechement.statut, corps)


def longueur_annoncee(scope: Portee) -> int:
    valeur = dict(scope.get("headers", ())).get(b"content-length", b"0")
    return int(valeur) if valeur.isdigit() else 0


def _compter(receive: Recevoir, plafond: int) -> Recevoir:
    """Un envoi qui tait sa longueur est interrompu quand il la dépasse."""
    recu = 0

    async def comptee() -> Message:
        nonlocal recu
        message = await receive()
        recu += len(message.get("body", b""))
        return {"type": "http.disconnect"} if recu > plafond else message

    return comptee


async def _jeter(receive: Recevoir, limite: int) -> None:
    recu, suite = 0, True
    while suite and recu <= limite:
        message = await receive()
        recu += len(message.get("body", b""))
        suite = message["type"] == "http.request" and message.get("more_body", False)


async def _refuser(send: Envoyer) -> None:
    limite = settings.TAILLE_MAXIMALE_DES_FICHIERS // (1024 * 1024)
    await _repondre(send, TROP_GROS, render_to_string("413.html", {"limite": limite}))


async def _repondre(send: Envoyer, statut: int, page: str) -> None:
    corps = page.encode()
    en_tetes = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(corps)).encode()),
        (b"connection", b"close"),
        (b"content-security-policy", b"default-src 'self'"),
    ]
    await send({"type": "http.response.start", "status": statut, "headers": en_tetes})
    await send({"type": "http.response.body", "body": corps})
