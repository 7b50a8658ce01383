"""Les polices des documents : Marianne et Spectral, lues dans le paquet du DSFR et converties une fois.

La licence de Marianne la réserve aux services de l'État : le dépôt ne la contient donc pas.
"""

import os
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

SOURCES = "dsfr/dist/fonts"
GRAISSES = (
    "Marianne-Light",
    "Marianne-Light_Italic",
    "Marianne-Regular",
    "Marianne-Regular_Italic",
    "Marianne-Medium",
    "Marianne-Medium_Italic",
    "Marianne-Bold",
    "Marianne-Bold_Italic",
    "Spectral-Regular",
    "Spectral-ExtraBold",
)


def dossier() -> Path:
    return Path(getattr(settings, "DOSSIER_DES_POLICES", Path(settings.RACINE) / "var" / "polices"))


@cache
def preparer() -> Path:
    """Convertit ce qui ne l'est pas encore ; écrit puis renomme, car deux processus peuvent s'y mettre."""
    cible = dossier()
    cible.mkdir(parents=True, exist_ok=True)
    for nom in GRAISSES:
        fichier, source = cible / f"{nom}.otf", finders.find(f"{SOURCES}/{nom}.woff")
        if fichier.exists() or not source:
            continue
        provisoire = cible / f".{nom}.{os.getpid()}"
        with TTFont(source) as police:
            police.flavor = None
            police.save(provisoire)
        provisoire.replace(fichier)
    return cible


@cache
def polices() -> typst.Fonts:
    """Les polices du système restent offertes : elles portent les écritures que Marianne n'a pas."""
    return typst.Fonts(font_paths=[preparer()])
