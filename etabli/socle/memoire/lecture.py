"""Une lecture d'ensemble : le temps d'une page, ce qui se lit deux fois avec les mêmes mots ne se lit qu'une.

Plusieurs étapes disent chacune leur résumé, leurs attentes et leurs dates à partir des mêmes lignes. Plutôt que de se
passer ces lignes de main en main, elles les lisent par une fonction `lue_une_fois` ; la page qui les assemble ouvre
une `lecture_commune`. Hors d'une lecture commune, rien n'est gardé : une vue qui écrit relit toujours.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_lues: ContextVar[dict[Hashable, Any] | None] = ContextVar("lues", default=None)


@contextmanager
def lecture_commune() -> Iterator[None]:
    """Bloc ou décorateur de vue ; une lecture ouverte dans une autre en fait partie."""
    if _lues.get() is not None:
        yield
        return
    jeton = _lues.set({})
    try:
        yield
    finally:
        _lues.reset(jeton)


def lue_une_fois(fonction: Callable[P, R]) -> Callable[P, R]:
    """Les arguments doivent pouvoir servir de clé ; une liste compte pour ce qu'elle contient."""

    @wraps(fonction)
    def lue(*args: P.args, **kwargs: P.kwargs) -> R:
        deja = _lues.get()
        if deja is None:
            return fonction(*args, **kwargs)
        cle = (fonction, *map(_figer, args), *((nom, _figer(v)) for nom, v in sorted(kwargs.items())))
        if cle not in deja:
            deja[cle] = fonction(*args, **kwargs)
        trouve: R = deja[cle]
        return trouve

    return lue


def _figer(valeur: Any) -> Hashable:
    return tuple(valeur) if isinstance(valeur, list) else valeur
