"""Une compilation de typst : un dossier d'un instant, car lui seul accepte des photos."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from etabli.socle.polices import polices


def compiler(fichiers: Mapping[str, bytes], **options: Any) -> list[bytes]:
    """Compile « main.typ » ; une seule pièce pour un PDF, une par page pour des images."""
    with tempfile.TemporaryDirectory(prefix="document-") as dossier:
        racine = Path(dossier)
        for nom, octets in fichiers.items():
            (racine / nom).write_bytes(octets)
        rendu = typst.compile(racine / "main.typ", root=racine, font_paths=polices(), **options)
    return list(rendu) if isinstance(rendu, list) else [rendu]
