"""Compter ce qu'une adresse essaie, et cesser de lui répondre : dans la base, donc pour tous les processus."""

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Essais:
    """`au_plus` essais par fenêtre de `fenetre` secondes ; l'adresse ne se relit pas dans ce qui est gardé."""

    nom: str
    au_plus: int
    fenetre: int

    def noter(self, adresse: str) -> None:
        cle = self._cle(adresse)
        cache.set(cle, int(cache.get(cle, 0)) + 1, self.fenetre)

    def est_arrete(self, adresse: str) -> bool:
        return int(cache.get(self._cle(adresse), 0)) >= self.au_plus

    def _cle(self, adresse: str) -> str:
        qui = f"{adresse}-{rang_de_la_fenetre(self.fenetre)}"
        return f"essais.{self.nom}.{salted_hmac(self.nom, qui, algorithm='sha256').hexdigest()}"


def rang_de_la_fenetre(fenetre: int) -> int:
    return int(time.time()) // fenetre
