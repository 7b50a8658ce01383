"""Reconnaître un mot français : sans accents, réduit à sa racine. Sans Django : les calculs s'en servent aussi."""

from functools import lru_cache
from unicodedata import combining, normalize

import Stemmer

LIGATURES = {"œ": "oe", "æ": "ae"}
# La table sert aussi aux deux bases ; l'apostrophe courbe se cherche comme la droite.
AVEC = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ’"
SANS = "aaaaaaceeeeiiiinooooouuuuyy'"
_TABLE = str.maketrans({**dict(zip(AVEC, SANS, strict=True)), **LIGATURES})
_racines = Stemmer.Stemmer("french")


def sans_accents(texte: str) -> str:
    """En minuscules, sans accent d'aucune langue ; un texte déjà sans accent passe au plus court."""
    minuscule = texte.lower()
    if minuscule.isascii():
        return minuscule
    return "".join(signe for signe in normalize("NFD", minuscule.translate(_TABLE)) if not combining(signe))


@lru_cache(maxsize=50_000)
def racine(mot: str) -> str:
    """La racine d'un mot, sans accent : « mobilités », « Mobilite » et « mobilité » n'en ont qu'une."""
    return str(_racines.stemWord(sans_accents(mot)))
