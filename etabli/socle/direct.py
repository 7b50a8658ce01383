"""Le direct : dire à des centaines d'écrans ouverts que quelque chose a changé, sans service de plus.

Un canal porte un état, pas des événements. Quand l'état d'un public change, il est composé une fois et les
mêmes octets partent à tous ses lecteurs ; un public dont l'état n'a pas bougé ne reçoit rien, et un lecteur
lent saute des états sans faire attendre personne. `publier` réveille le canal ici et, par le relais, dans les
autres processus ; sans relais (SQLite), ce qu'un autre a écrit est vu par la révision en base.
"""

import asyncio
import contextlib
import contextvars
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from django.db import close_old_connections

from etabli.socle import relais

logger = logging.getLogger(__name__)

DELAI_DE_REGROUPEMENT = 0.05  # secondes : une rafale d'écritures ne fait qu'un envoi
DELAI_DE_RELECTURE = 2.0  # secondes : ce qu'un autre processus a écrit arrive au plus tard alors
DELAI_DE_PRESENCE = 15.0  # secondes : un octet de temps en temps garde la connexion ouverte
REPRISE = 2000  # millisecondes avant qu'un navigateur coupé ne revienne

# (publics, révision déjà connue) → None si rien n'a changé, sinon (révision, {public: données}).
Lecture = Callable[[Sequence[str], int | None], tuple[int, dict[str, str]] | None]


def empreinte(donnees: str) -> str:
    """Le nom d'un état : le même dans tous les processus, et après un redémarrage."""
    return blake2b(donnees.encode(), digest_size=6).hexdigest()


def trame(donnees: str, *, id_: int | str = "", evenement: str = "etat") -> bytes:
    """Un message SSE ; les retours à la ligne des données deviennent autant de lignes `data`."""
    lignes = [f"id: {id_}"] if id_ != "" else []
    lignes += [f"event: {evenement}", *(f"data: {ligne}" for ligne in donnees.split("\n"))]
    return ("\n".join(lignes) + "\n\n").encode()


PRESENCE = b": .\n\n"
ENTETE = f"retry: {REPRISE}\n\n".encode()


@dataclass(frozen=True)
class EtatDit:
    """Ce qu'un public doit montrer maintenant, prêt à partir."""

    id: str
    octets: bytes

    @classmethod
    def de(cls, donnees: str) -> "EtatDit":
        id_ = empreinte(donnees)
        return cls(id_, trame(donnees, id_=id_))


@dataclass(eq=False)
class Lecteur:
    public: str
    connu: str = ""  # l'état que cet écran montre déjà
    neuf: asyncio.Event = field(default_factory=asyncio.Event)


class Canal:
    """Un état partagé par ses lecteurs, dans une boucle ; vit tant que quelqu'un l'écoute."""

    def __init__(self, cle: str, lire: Lecture) -> None:
        self.cle, self.lire = cle, lire
        self.boucle = asyncio.get_running_loop()
        self.lecteurs: set[Lecteur] = set()
        self.etats: dict[str, EtatDit] = {}
        self.revision: int | None = None
        self.reveil = asyncio.Event()
        self.prochain_signe = self.boucle.time() + DELAI_DE_PRESENCE
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
                await asyncio.wait_for(self.reveil.wait(), min(DELAI_DE_RELECTURE, DELAI_DE_PRESENCE))
                # Baissé avant l'attente : un réveil reçu pendant celle-ci vaut une relecture de plus.
                self.reveil.clear()
                await asyncio.sleep(DELAI_DE_REGROUPEMENT)
            self._faire_signe()

    def _faire_signe(self) -> None:
        """De loin en loin, un octet à chacun : la connexion reste ouverte, une connexion morte se voit."""
        if self.boucle.time() < self.prochain_signe:
            return
        self.prochain_signe = self.boucle.time() + DELAI_DE_PRESENCE
        for lecteur in self.lecteurs:
            lecteur.neuf.set()

    async def _relire(self) -> None:
        publics = sorted({lecteur.public for lecteur in self.lecteurs})
        manquants = [public for public in publics if public not in self.etats]
        lu = await asyncio.to_thread(_lire_en_base, self.lire, publics, None if manquants else self.revision)
        if lu is None:
            return
        self.revision, donnees = lu
        neufs = {public: EtatDit.de(texte) for public, texte in donnees.items()}
        changes = {public for public, etat in neufs.items() if etat != self.etats.get(public)}
        self.etats = neufs
        for lecteur in self.lecteurs:
            if lecteur.public in changes:
                lecteur.neuf.set()


_canaux: dict[tuple[asyncio.AbstractEventLoop, str], Canal] = {}
_relais: dict[asyncio.AbstractEventLoop, asyncio.Task[None]] = {}
_verrou = threading.Lock()


def publier(cle: str) -> None:
    """Réveille les canaux de ce nom, ici et dans les autres processus. À appeler après le commit."""
    _reveiller(cle)
    relais.annoncer(cle)


def _reveiller(cle: str | None = None) -> None:
    with _verrou:
        concernes = [canal for (_, nom), canal in _canaux.items() if cle is None or nom == cle]
    for canal in concernes:
        canal.reveiller()


def nb_lecteurs(cle: str) -> int:
    with _verrou:
        return sum(len(canal.lecteurs) for (_, nom), canal in _canaux.items() if nom == cle)


def nb_lecteurs_en_tout() -> int:
    """Dans ce processus."""
    with _verrou:
        return sum(len(canal.lecteurs) for canal in _canaux.values())


async def ecouter(cle: str, public: str, lire: Lecture, connu: str = "") -> AsyncGenerator[bytes, None]:
    """L'état tout de suite, puis à chaque changement ; le départ du lecteur, même brutal, est nettoyé.

    `connu` : l'état que l'écran a déjà (Last-Event-ID) ; s'il est encore le bon, rien ne repart.
    """
    canal, lecteur = _entrer(cle, public, lire, connu)
    try:
        yield ENTETE
        while True:
            await lecteur.neuf.wait()
            lecteur.neuf.clear()
            etat = canal.etats.get(public)
            if etat is None or etat.id == lecteur.connu:
                yield PRESENCE
            else:
                lecteur.connu = etat.id
                yield etat.octets
    finally:
        _sortir(canal, lecteur)


def une_trame(public: str, lire: Lecture) -> bytes:
    """L'état seul, sans rester : le navigateur reviendra de lui-même après `REPRISE`."""
    lu = lire([public], None)
    return ENTETE + (EtatDit.de(lu[1][public]).octets if lu else b"")


def _entrer(cle: str, public: str, lire: Lecture, connu: str) -> tuple[Canal, Lecteur]:
    lecteur = Lecteur(public, connu)
    boucle = asyncio.get_running_loop()
    with _verrou:
        canal = _canaux.get((boucle, cle))
        if canal is None or canal.veille.done():
            canal = _canaux[boucle, cle] = Canal(cle, lire)
        canal.lecteurs.add(lecteur)
        if relais.est_possible() and (boucle not in _relais or _relais[boucle].done()):
            ecoute = relais.relayer(_reveiller, _reveiller)
            _relais[boucle] = boucle.create_task(ecoute, context=contextvars.Context())
    if public in canal.etats:
        lecteur.neuf.set()
    else:
        canal.reveil.set()
    return canal, lecteur


def _sortir(canal: Canal, lecteur: Lecteur) -> None:
    with _verrou:
        canal.lecteurs.discard(lecteur)
        if canal.lecteurs:
            return
        canal.veille.cancel()
        if _canaux.get((canal.boucle, canal.cle)) is canal:
            del _canaux[canal.boucle, canal.cle]
        if canal.boucle in _relais and not any(boucle is canal.boucle for boucle, _ in _canaux):
            _relais.pop(canal.boucle).cancel()


def _lire_en_base(
    lire: Lecture, publics: Sequence[str], connue: int | None
) -> tuple[int, dict[str, str]] | None:
    close_old_connections()
    try:
        return lire(publics, connue)
    finally:
        close_old_connections()
