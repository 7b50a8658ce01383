"""Rapprocher deux écritures d'un même nom de lieu."""

import re
import unicodedata

LIAISONS = re.compile(r"\b(le|la|les|l|de|du|des|d|sur|en|lez|les|sous|et)\b")


def normaliser(nom: str) -> str:
    nom = nom.replace("œ", "oe").replace("Œ", "Oe")
    nu = "".join(c for c in unicodedata.normalize("NFD", nom) if not unicodedata.combining(c)).lower()
    nu = re.sub(r"[^a-z0-9]+", " ", nu).strip()
    return re.sub(r"\bste\b", "sainte", re.sub(r"\bst\b", "saint", nu))


def lache(nom: str) -> str:
    """Sans les mots de liaison : « Saint-Jean-de-l'Herm » et « Saint Jean l'Herm » se rejoignent."""
    return LIAISONS.sub("", normaliser(nom)).replace(" ", "")
