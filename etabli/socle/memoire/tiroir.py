"""Un tiroir borné : les entrées les moins lues en sortent les premières, les trop vieilles ne se servent plus."""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Tiroir(Generic[T]):
    """Propre à un processus ; `taille` en entrées, `duree` en secondes."""

    def __init__(self, taille: int, duree: float) -> None:
        self.taille, self.duree = taille, duree
        self._entrees: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._verrou = threading.Lock()

    def lire(self, cle: Hashable) -> T | None:
        with self._verrou:
            trouve = self._entrees.get(cle)
            if trouve is None or time.monotonic() - trouve[0] > self.duree:
                return None
            self._entrees.move_to_end(cle)
            return trouve[1]

    def ranger(self, cle: Hashable, valeur: T) -> None:
        with self._verrou:
            self._entrees[cle] = (time.monotonic(), valeur)
            self._entrees.move_to_end(cle)
            while len(self._entrees) > self.taille:
                self._entrees.popitem(last=False)

    def vider(self) -> None:
        with self._verrou:
            self._entrees.clear()

    def __len__(self) -> int:
        return len(self._entrees)
