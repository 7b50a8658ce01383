"""Le direct : dire à des centaines d'écrans ouverts que quelque chose a changé, sans service de plus.

Un canal porte un état, pas des événements. Quand l'état change, il est composé une fois par public et les
mêmes octets partent à tous les lecteurs ; un lecteur lent saute des états, il ne fait attendre personne.
`publier` réveille le canal dans ce processus ; ce qu'un autre a écrit est vu par la révision en base.
"""

import asyncio
import contextlib
import contextvars
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async
from django.db import close_old_connections

logger = logging.getLogger(__name__)

DELAI_DE_REGROUPEMENT = 0.05  # secondes : une rafale d'écritures ne fait qu'un envoi
DELAI_DE_RELECTURE = 2.0  # secondes : ce qu'un autre processus a écrit arrive au plus tard alors
DELAI_DE_PRESENCE = 15.0  # secondes : un octet de temps en temps garde la connexion ouverte
REPRISE = 2000  # millisecondes avant qu'un navigateur coupé ne revienne

# (publics, révision déjà connue) → None si rien n'a changé, sinon (révision, {public: données}).
Lecture = Callable[[Sequence[str], int | None], tuple[int, dict[str, str]] | None]


def trame(donnees: str, *, id_: int | str = "", evenement: str = "etat") -> bytes:
    """Un message SSE ; les retours à la ligne des données deviennent autant de lignes `data`."""
    lignes = [f"id: {id_}"] if id_ != "" else []
    lignes += [f"event: {evenement}", *(f"data: {ligne}" for ligne in donnees.split("\n"))]
    return ("\n".join(lignes) + "\n\n").encode()


PRESENCE = b": .\n\n"
ENTETE = f"retry: {REPRISE}\n\n".encode()


@dataclass(eq=False)
class Lecteur:
    public: str
    neuf: asyncio.Event = field(default_factory=asyncio.Event)


class Canal:
    """Un état partagé par ses lecteurs, dans une boucle ; vit tant que quelqu'un l'écoute."""

    def __init__(self, cle: str, lire: Lecture) -> None:
        self.cle, self.lire = cle, lire
        self.boucle = asyncio.get_running_loop()
        self.lecteurs: set[Lecteur] = set()
        self.trames: dict[str, bytes] = {}
        self.revision: int | None = None
        self.reveil = asyncio.Event()
        # Un contexte neuf : la veille survit à la requête qui l'a lancée.
        self.veille = self.boucle.create_task(self._veiller(), context=contextvars.Context())

    def reveiller(self) -> None:
        with contextlib.suppress(RuntimeError):  # la boucle vient de s'arrêter : plus personne n'écoute
            self.boucle.call_soon_threadsafe(self.reveil.set)

    async def _veiller(self) -> None:
        while True:
            try:
                await self._relire()
            except Exception:
                # La base reviendra : les écrans gardent ce qu'ils montrent, la prochaine relecture réessaie.
                logger.exception("Le canal %s n'a pas pu être relu.", self.cle)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.reveil.wait(), DELAI_DE_RELECTURE)
                await asyncio.sleep(DELAI_DE_REGROUPEMENT)
            self.reveil.clear()

    async def _relire(self) -> None:
        publics = sorted({lecteur.public for lecteur in self.lecteurs})
        manquants = [public for public in publics if public not in self.trames]
        lu = await sync_to_async(_lire_en_base)(self.lire, publics, None if manquants else self.revision)
        if lu is None:
            return
        self.revision, donnees = lu
        self.trames = {public: trame(d, id_=self.revision) for public, d in donnees.items()}
        for lecteur in self.lecteurs:
            if lecteur.public in self.trames:
                lecteur.neuf.set()


_canaux: dict[tuple[asyncio.AbstractEventLoop, str], Canal] = {}
_verrou = threading.Lock()


def publier(cle: str) -> None:
    """Réveille les canaux de ce nom ; ne fait rien là où personne n'écoute (sous WSGI, dans une tâche)."""
    with _verrou:
        concernes = [canal for (_, nom), canal in _canaux.items() if nom == cle]
    for canal in concernes:
        canal.reveiller()


def nb_lecteurs(cle: str) -> int:
    with _verrou:
        return sum(len(canal.lecteurs) for (_, nom), canal in _canaux.items() if nom == cle)


async def ecouter(cle: str, public: str, lire: Lecture) -> AsyncIterator[bytes]:
    """L'état tout de suite, puis à chaque changement ; le départ du lecteur, même brutal, est nettoyé."""
    canal, lecteur = _entrer(cle, public, lire)
    try:
        yield ENTETE
        while True:
            try:
                await asyncio.wait_for(lecteur.neuf.wait(), DELAI_DE_PRESENCE)
            except TimeoutError:
                yield PRESENCE
                continue
            lecteur.neuf.clear()
            yield canal.trames[public]
    finally:
        _sortir(canal, lecteur)


def une_trame(public: str, lire: Lecture) -> bytes:
    """L'état seul, sans rester : le navigateur reviendra de lui-même après `REPRISE`."""
    lu = lire([public], None)
    return ENTETE + (trame(lu[1][public], id_=lu[0]) if lu else b"")


def _entrer(cle: str, public: str, lire: Lecture) -> tuple[Canal, Lecteur]:
    lecteur = Lecteur(public)
    place = (asyncio.get_running_loop(), cle)
    with _verrou:
        canal = _canaux.get(place)
        if canal is None or canal.veille.done():
            canal = _canaux[place] = Canal(cle, lire)
        canal.lecteurs.add(lecteur)
    if public in canal.trames:
        lecteur.neuf.set()
    else:
        canal.reveil.set()
    return canal, lecteur


def _sortir(canal: Canal, lecteur: Lecteur) -> None:
    with _verrou:
        canal.lecteurs.discard(lecteur)
        if not canal.lecteurs:
            canal.veille.cancel()
            _canaux.pop((canal.boucle, canal.cle), None)


def _lire_en_base(
    lire: Lecture, publics: Sequence[str], connue: int | None
) -> tuple[int, dict[str, str]] | None:
    close_old_connections()
    try:
        return lire(publics, connue)
    finally:
        close_old_connections()
