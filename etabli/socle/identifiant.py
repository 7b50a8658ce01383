"""L'identifiant de la requête en cours : ce qui relie une page, ses travaux, ses lettres et ses pannes.

Sans rien de Django : les réglages, le journal technique et le rapport de panne s'en servent avant qu'il soit prêt.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SAGE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_identifiant: ContextVar[str] = ContextVar("requete", default="")


def identifiant_courant() -> str:
    """Vide hors de toute requête et de tout travail."""
    return _identifiant.get()


def choisir(propose: str | None) -> str:
    """Celui qu'un mandataire propose s'il est sage, sinon un neuf : un texte libre n'entre pas au journal."""
    return propose if propose and SAGE.fullmatch(propose) else secrets.token_hex(8)


@contextmanager
def sous(identifiant: str) -> Iterator[str]:
    """Ce qui s'écrit au journal technique dans ce bloc porte cet identifiant."""
    jalon = _identifiant.set(choisir(identifiant))
    try:
        yield _identifiant.get()
    finally:
        _identifiant.reset(jalon)
