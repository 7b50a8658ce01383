"""Le direct servi au plus court : sous un serveur ASGI, un flux ne traverse ni Django ni ses fils d'exécution.

Une page ordinaire occupe un fil et une connexion à la base le temps de sa réponse ; un flux dure des heures.
Servi ici, il ne coûte qu'une tâche et une prise : des milliers de téléphones peuvent suivre une séance.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections

from etabli.socle import mesures
from etabli.socle.adresse import adresse_vue
from etabli.socle.direct import Lecture, ecouter
from etabli.socle.identifiant import choisir

Message = MutableMapping[str, Any]
Recevoir = Callable[[], Awaitable[Message]]
Envoyer = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

# Un lecteur qui ne prend plus rien pendant ce temps est laissé ; son navigateur reviendra.
DELAI_DE_LENTEUR = 20.0  # secondes
# Plus qu'aucune salle derrière une seule adresse. Au-delà, Django répond l'état du moment, que l'écran revient lire :
# personne n'est privé du direct, mais un programme n'épuise pas les connexions du serveur.
FLUX_PAR_ADRESSE = 4_000
EN_TETES = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx garderait sinon les messages en réserve
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Flux:
    """Ce qu'une adresse donne à suivre."""

    cle: str
    public: str
    lire: Lecture


# (groupes de l'adresse, paramètres, d'où l'on vient) → le flux, ou None si rien ne vit là. Peut lire la base.
Ouvrir = Callable[[dict[str, str], dict[str, str], str], Flux | None]
_ouverts: Counter[str] = Counter()
_adresses: list[tuple[re.Pattern[str], Ouvrir]] = []


def enregistrer(motif: str, ouvrir: Ouvrir) -> None:
    """Chaque étage inscrit ses flux dans `AppConfig.ready` ; inscrire deux fois le même motif le remplace."""
    _adresses[:] = [(m, o) for m, o in _adresses if m.pattern != motif] + [(re.compile(motif), ouvrir)]


def avec_le_direct(application: Application) -> Application:
    """L'application, précédée des flux : eux seuls sont servis ici, tout le reste passe."""

    async def aiguiller(scope: Any, receive: Recevoir, send: Envoyer) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            for motif, ouvrir in _adresses:
                if trouve := motif.fullmatch(scope["path"]):
                    requete = parse_qs(scope["query_string"].decode("latin-1"))
                    parametres = {nom: valeurs[-1] for nom, valeurs in requete.items()}
                    adresse = d_ou(scope)
                    flux = await asyncio.to_thread(_ouvrir, ouvrir, trouve.groupdict(), parametres, adresse)
                    if flux is not None and _ouverts[adresse] < FLUX_PAR_ADRESSE:
                        with _compte(adresse):
                            await _servir(flux, scope, receive, send)
                        return
        await application(scope, receive, send)

    return aiguiller


@contextmanager
def _compte(adresse: str) -> Iterator[None]:
    _ouverts[adresse] += 1
    try:
        yield
    finally:
        _ouverts[adresse] -= 1
        if not _ouverts[adresse]:
            del _ouverts[adresse]


def d_ou(scope: Any) -> str:
    return adresse_vue(_en_tete(scope, b"x-forwarded-for"), (scope.get("client") or ("",))[0])


def _ouvrir(ouvrir: Ouvrir, groupes: dict[str, str], parametres: dict[str, str], adresse: str) -> Flux | None:
    close_old_connections()
    try:
        return ouvrir(groupes, parametres, adresse)
    finally:
        close_old_connections()


async def _servir(flux: Flux, scope: Any, receive: Recevoir, send: Envoyer) -> None:
    """Jusqu'au départ du lecteur, à sa lenteur, ou à l'arrêt du serveur."""
    identifiant = choisir(_en_tete(scope, b"x-request-id"))
    poses = {**EN_TETES, "X-Request-ID": identifiant}
    en_tetes = [(nom.lower().encode(), valeur.encode()) for nom, valeur in poses.items()]
    mesures.FLUX.inc()
    await send({"type": "http.response.start", "status": 200, "headers": en_tetes})
    envoi = asyncio.create_task(_diffuser(flux, _deja_connu(scope), send))
    depart = asyncio.create_task(_attendre_le_depart(receive))
    try:
        await asyncio.wait((envoi, depart), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for tache in (envoi, depart):
            tache.cancel()
        await asyncio.gather(envoi, depart, return_exceptions=True)


async def _diffuser(flux: Flux, connu: str, send: Envoyer) -> None:
    async with aclosing(ecouter(flux.cle, flux.public, flux.lire, connu)) as messages:
        async for octets in messages:
            async with asyncio.timeout(DELAI_DE_LENTEUR):
                await send({"type": "http.response.body", "body": octets, "more_body": True})


async def _attendre_le_depart(receive: Recevoir) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _deja_connu(scope: Any) -> str:
    return _en_tete(scope, b"last-event-id")


def _en_tete(scope: Any, cherche: bytes) -> str:
    return next((valeur.decode("latin-1") for nom, valeur in scope["headers"] if nom == cherche), "")
