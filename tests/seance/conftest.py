import pytest

from etabli.etape4_seance import suites


@pytest.fixture(autouse=True)
def _sans_les_etages_du_dessus(monkeypatch):
    """Ce que les étages du dessus racontent d'une contribution est leur affaire, et leurs requêtes aussi."""
    monkeypatch.setattr(suites, "_fournisseurs", [])
