"""L'horloge de la démonstration : treize mois d'atelier en quelques secondes, chaque acte à sa date."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

PARIS = ZoneInfo("Europe/Paris")


class Horloge:
    """`au(jour)` déplace l'heure de tout le programme ; elle continue de tourner ensuite."""

    def __init__(self, voyage: time_machine.Traveller, aujourd_hui: date) -> None:
        self.voyage = voyage
        self.aujourd_hui = aujourd_hui

    def au(self, jour: date, heure: int = 10, minute: int = 0) -> None:
        self.voyage.move_to(datetime.combine(jour, time(heure, minute), PARIS))

    def il_y_a(self, nb_jours: int, heure: int = 10) -> date:
        """Se place `nb_jours` avant aujourd'hui, un jour de semaine, et rend ce jour."""
        jour = jour_ouvre(self.aujourd_hui - timedelta(days=nb_jours))
        self.au(jour, heure)
        return jour


def jour_ouvre(jour: date) -> date:
    """Le vendredi d'avant quand le jour tombe un week-end."""
    return jour - timedelta(days=max(0, jour.weekday() - 4))


@contextmanager
def horloge(aujourd_hui: date) -> Iterator[Horloge]:
    with time_machine.travel(datetime.combine(aujourd_hui, time(8), PARIS), tick=True) as voyage:
        yield Horloge(voyage, aujourd_hui)
