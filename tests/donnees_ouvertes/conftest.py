"""L'horloge des comptes est celle de l'essai : une minute qui tourne ne change ni une limite, ni une requête."""

import pytest

from etabli.donnees_ouvertes.interface import limite


class Horloge:
    def __init__(self):
        self.instant = 1_800_000_000.0

    def time(self):
        return self.instant


@pytest.fixture(autouse=True)
def horloge(monkeypatch, settings):
    horloge = Horloge()
    monkeypatch.setattr(limite, "time", horloge)
    settings.DEMANDES_PAR_MINUTE = settings.DEMANDES_PAR_MINUTE_AVEC_JETON = 1_000_000
    return horloge
