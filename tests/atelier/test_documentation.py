"""La page de documentation ne peut pas dériver du code."""

from django.conf import settings

from etabli.etape3_atelier.workflow import CYCLE

PARCOURS = settings.RACINE / "docs" / "parcours" / "3-atelier.md"


def test_le_dessin_du_cycle_est_celui_du_code():
    assert CYCLE.mermaid() in PARCOURS.read_text(encoding="utf-8")
