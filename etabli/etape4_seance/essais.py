"""Deviner le code d'une séance : les codes inconnus se comptent par adresse, et l'on cesse d'y répondre.

Une salle entière partage souvent une adresse : la borne laisse trois cents personnes se tromper une fois, et qui est
déjà entré dans la séance n'est jamais arrêté.
"""

import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

FENETRE = 10 * 60  # secondes
INCONNUS_AU_PLUS = 300
TROP_DE_CODES = (
    "Trop de codes inconnus ont été essayés depuis ce réseau. Attendez dix minutes, ou changez de réseau."
)


def noter_un_code_inconnu(adresse: str) -> None:
    cle = _cle(adresse)
    cache.set(cle, int(cache.get(cle, 0)) + 1, FENETRE)


def est_arrete(adresse: str) -> bool:
    return int(cache.get(_cle(adresse), 0)) >= INCONNUS_AU_PLUS


def fenetre() -> int:
    return int(time.time()) // FENETRE


def _cle(adresse: str) -> str:
    """L'adresse ne s'y relit pas."""
    qui = f"{adresse}-{fenetre()}"
    return f"seance.code.{salted_hmac('etabli.seance.code', qui, algorithm='sha256').hexdigest()}"
