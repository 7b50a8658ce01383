"""Les images des pages de parcours, prises par les essais eux-mêmes : elles montrent ce qui est essayé.

`IMAGES_DU_PARCOURS=oui pytest tests/parcours/test_candidature.py` les refait dans docs/parcours/images.
"""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.navigateur import RACINE

DOSSIER = RACINE / "docs" / "parcours" / "images"
POIDS_MAXIMAL = 100_000  # octets


def illustrer(vue: Page | Locator, nom: str) -> Path | None:
    """Photographie la page visible, ou un de ses éléments ; ne fait rien si on ne le demande pas."""
    if not os.environ.get("IMAGES_DU_PARCOURS"):
        return None
    photo = Image.open(BytesIO(vue.screenshot())).convert("RGB")
    chemin = DOSSIER / f"{nom}.webp"
    DOSSIER.mkdir(exist_ok=True)
    for qualite in (80, 65, 50, 35):
        photo.save(chemin, "WEBP", quality=qualite, method=6)
        if chemin.stat().st_size < POIDS_MAXIMAL:
            break
    return chemin
