"""Rapprocher ce qu'une personne tape du nom officiel."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
ABREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def normaliser(nom: str) -> str:
    """Sans accents, sans ponctuation, en minuscules, « St » et « Ste » développés ; idempotent."""
    decompose = unicodedata.normalize("NFKD", nom.translate(LIGATURES).lower())
    nu = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(ABREVIATIONS.get(m, m) for m in re.findall(r"[a-z0-9]+", nu))


def mots(texte: str) -> list[str]:
    return normaliser(texte).split()
