"""Le relais : d'un processus aux autres, par PostgreSQL (LISTEN/NOTIFY), sans service de plus.

Un message ne porte qu'un nom de canal ; l'état, lui, se relit en base. Un message perdu n'est donc qu'un
retard : chaque canal se relit de toute façon toutes les quelques secondes, et dès que l'écoute est rétablie.
"""

import asyncio
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

NOM = "etabli_direct"
# Qui parle : un processus ne se réveille pas deux fois pour ce qu'il a écrit lui-même.
PROCESSUS = f"{os.getpid()}-{secrets.token_hex(4)}"
# Plus court que le regroupement des lecteurs : une écriture tue ici est lue à la relecture déjà promise.
ECART = 0.025  # secondes
ATTENTE_AU_PLUS = 10.0  # secondes entre deux tentatives de retrouver la base
# Réglages de Django qui ne sont pas des paramètres de connexion.
AJOUTS_DE_DJANGO = {"cursor_factory", "context", "pool", "prepare_threshold"}

_horloge = time.monotonic
_derniers: dict[str, float] = {}
_verrou = threading.Lock()


def est_possible() -> bool:
    return bool(connection.vendor == "postgresql")


def annoncer(cle: str) -> None:
    """Dit aux autres processus que ce canal a changé ; sans effet sur SQLite. À appeler après le commit."""
    if not est_possible() or _vient_d_etre_annonce(cle):
        return
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_notify(%s, %s)", [NOM, f"{PROCESSUS}:{cle}"])
    except DatabaseError:
        # L'écriture est faite ; les autres processus la verront à leur prochaine relecture.
        logger.exception("Le canal %s n'a pas pu être annoncé.", cle)


def _vient_d_etre_annonce(cle: str) -> bool:
    with _verrou:
        maintenant = _horloge()
        if maintenant - _derniers.get(cle, float("-inf")) < ECART:
            return True
        _derniers[cle] = maintenant
        return False


async def relayer(reveiller: Callable[[str], None], tout_reveiller: Callable[[], None]) -> None:
    """Écoute jusqu'à ce qu'on l'arrête ; une base perdue est retrouvée, et tout est alors relu."""
    attente = 0.5
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_acces(), autocommit=True) as ecoute:
                await ecoute.execute(f"LISTEN {NOM}")
                tout_reveiller()
                attente = 0.5
                async for message in ecoute.notifies():
                    auteur, _, cle = message.payload.partition(":")
                    if auteur != PROCESSUS:
                        reveiller(cle)
        except (OSError, psycopg.Error) as erreur:
            logger.warning("Le relais a perdu la base (%s) ; nouvel essai dans %.1f s.", erreur, attente)
        await asyncio.sleep(attente)
        attente = min(2 * attente, ATTENTE_AU_PLUS)


def _acces() -> dict[str, Any]:
    parametres = connection.get_connection_params()
    return {nom: valeur for nom, valeur in parametres.items() if nom not in AJOUTS_DE_DJANGO}
