"""La page de documentation ne peut pas dériver du code."""

from django.conf import settings

from etabli.dossier.enums import TypeLivrable
from etabli.etape6_restitution.plans import plans_d_origine
from etabli.etape6_restitution.workflow import CYCLE

PARCOURS = settings.RACINE / "docs" / "parcours" / "6-restitution.md"


def test_le_dessin_du_cycle_est_celui_du_code():
    assert CYCLE.mermaid() in PARCOURS.read_text(encoding="utf-8")


def test_chaque_livrable_et_la_fourchette_du_livret_y_sont():
    page, livret = PARCOURS.read_text(encoding="utf-8"), plans_d_origine()[TypeLivrable.LIVRET]

    assert all(f"| {type_.label} |" in page for type_ in TypeLivrable)
    assert "Établi vise {} à {}".format(livret["pages_min"], livret["pages_max"]) in page
