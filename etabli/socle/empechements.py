"""Ce qui empêche d'écrire sans que personne ait tort : plus de place, une base ou un dépôt qui ne répond plus.

Une panne d'un programme se dit « une panne est survenue » ; celles-ci ont un nom, et quelque chose à faire.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

# EFBIG : la limite posée à un processus ou à un volume, qui arrête l'écriture au même endroit qu'un disque plein.
SANS_PLACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DEPOT_PERDU = {errno.EIO, errno.EROFS, errno.ESTALE, errno.ENOTCONN}
PLEIN_SELON_POSTGRESQL = "53100"
# Une table absente ou une requête fausse sont aussi des OperationalError de SQLite : celles-là sont des pannes.
BASE_SELON_SQLITE = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_CORRUPT"),
    "SQLITE_NOTADB",
)
STOCKAGE_D_OBJETS = ("botocore.", "boto3.")


@dataclass(frozen=True)
class Empechement:
    statut: int
    titre: str
    motif: str


PLUS_DE_PLACE = Empechement(
    507,
    "Il n'y a plus de place",
    "La plateforme n'a plus de place pour écrire : cet envoi n'a pas été enregistré. Prévenez l'équipe du site, "
    "puis recommencez quand elle en aura fait.",
)
BASE_ABSENTE = Empechement(
    503,
    "La plateforme ne répond pas pour l'instant",
    "La base de données ne répond pas. Attendez une minute, puis recommencez : ce qui était enregistré est intact.",
)
DEPOT_ABSENT = Empechement(
    503,
    "Les fichiers ne sont pas joignables",
    "Le dépôt des fichiers ne répond pas : rien n'a été enregistré de cet envoi. Attendez une minute, puis "
    "recommencez.",
)


def reconnaitre(erreur: BaseException | None) -> Empechement | None:
    """L'empêchement derrière une erreur, ou rien : c'est alors une panne."""
    for cause in _causes(erreur):
        if _est_sans_place(cause):
            return PLUS_DE_PLACE
        if isinstance(cause, OSError) and cause.errno in DEPOT_PERDU:
            return DEPOT_ABSENT
        if type(cause).__module__.startswith(STOCKAGE_D_OBJETS):
            return DEPOT_ABSENT
        if isinstance(cause, OperationalError | InterfaceError) and _est_la_base(cause.__cause__):
            return BASE_ABSENTE
    return None


def phrase(erreur: Exception) -> str:
    """Ce que l'on en dit à qui attendait le résultat."""
    empechement = reconnaitre(erreur)
    return empechement.motif if empechement else str(erreur)


def _causes(erreur: BaseException | None) -> Iterator[BaseException]:
    """L'erreur, puis ce qui l'a causée ; la plus profonde en premier, car une reprise ratée cache la vraie raison."""
    chaine: list[BaseException] = []
    while erreur is not None and erreur not in chaine:
        chaine.append(erreur)
        erreur = erreur.__cause__ or (None if erreur.__suppress_context__ else erreur.__context__)
    yield from reversed(chaine)


def _est_sans_place(cause: BaseException) -> bool:
    return (
        (isinstance(cause, OSError) and cause.errno in SANS_PLACE)
        or getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL"
        or getattr(cause, "sqlstate", None) == PLEIN_SELON_POSTGRESQL
    )


def _est_la_base(cause: BaseException | None) -> bool:
    """Sur SQLite, son code le dit ; PostgreSQL ne range là que ses pannes, ses coupures et ses attentes vaines."""
    code = getattr(cause, "sqlite_errorname", None)
    return code is None or code.startswith(BASE_SELON_SQLITE)
