"""La révision de la base : un nom qui change dès que quelqu'un, n'importe où, a écrit quelque chose.

Ce qui est gardé sous ce nom est exact sans que personne ait à dire ce que son écriture périme. PostgreSQL donne
l'instantané que verrait une lecture (deux instantanés égaux voient les mêmes lignes) ; SQLite, le compteur de
`PRAGMA data_version`, lu par une connexion qui n'écrit jamais.
"""

import secrets
import sqlite3
import threading

from django.db import DatabaseError, connection

_sentinelles: dict[str, tuple[str, sqlite3.Connection]] = {}
_verrou = threading.Lock()


def revision_de_la_base() -> str | None:
    """`None` : on ne peut rien garder (base en mémoire, ou transaction ouverte qui voit ses propres écritures)."""
    if connection.in_atomic_block:
        return None
    if connection.vendor == "postgresql":
        return _instantane()
    return _compteur(str(connection.settings_dict["NAME"]))


def _instantane() -> str | None:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_current_snapshot()::text")
            return str(curseur.fetchone()[0])
    except DatabaseError:
        return None  # la page le dira mieux


def _compteur(fichier: str) -> str | None:
    """Le compteur ne se compare qu'à lui-même, sur une même connexion : le nom de celle-ci en fait partie."""
    if fichier == ":memory:" or fichier.startswith("file:"):
        return None
    try:
        with _verrou:
            if fichier not in _sentinelles:
                veille = sqlite3.connect(fichier, isolation_level=None, check_same_thread=False)
                _sentinelles[fichier] = (secrets.token_hex(4), veille)
            nom, veille = _sentinelles[fichier]
            return f"{nom}-{veille.execute('PRAGMA data_version').fetchone()[0]}"
    except sqlite3.Error:
        _sentinelles.pop(fichier, None)
        return None
