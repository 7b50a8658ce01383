"""Fermer un contenu jusqu'à un moment dit : ce qui est gardé ne se lit ni sur le disque, ni dans une sauvegarde.

La clé vient des réglages, jamais de la base. Le sceau protège de qui lit la base, les fichiers ou leurs copies ;
il ne protège pas de qui tient à la fois le serveur et ses réglages (voir docs/adr/0008).
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

ALEA = 12


class SceauRompuError(ValueError):
    """Le contenu n'est plus celui qui a été fermé, ou la clé n'est plus la même."""


def _cle(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"etabli.socle.scelle").derive(secret.encode())


def sceller(contenu: bytes, objet: str) -> bytes:
    """Chiffre et lie à `objet` : le contenu d'un pli ne peut pas être glissé dans un autre."""
    alea = os.urandom(ALEA)
    return alea + AESGCM(_cle(settings.SECRET_KEY)).encrypt(alea, contenu, objet.encode())


def desceller(ferme: bytes, objet: str) -> bytes:
    """Le contenu d'origine. Lève SceauRompuError s'il a changé ; les anciennes clés des réglages servent encore."""
    for secret in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        try:
            return AESGCM(_cle(secret)).decrypt(ferme[:ALEA], ferme[ALEA:], objet.encode())
        except InvalidTag:
            continue
    raise SceauRompuError(
        "Ce contenu fermé a été modifié, ou la clé qui l'a fermé n'est plus dans les réglages."
    )
