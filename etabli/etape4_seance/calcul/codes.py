"""Le code d'une séance : court, dit à voix haute, recopié d'un écran lointain."""

import secrets
from collections.abc import Container

# Ni 0 ni O, ni 1 ni I ni L, ni 2 ni Z, ni 5 ni S, ni 8 ni B, ni 6 ni G, ni U ni V : rien qui se confonde.
ALPHABET = "ACDEFHJKMNPRTWXY3479"
LONGUEUR = 6


def tirer_un_code(pris: Container[str] = ()) -> str:
    """Un code libre, tiré au hasard : 64 millions de codes, on ne les devine pas en passant."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))
        if code not in pris:
            return code


def normaliser_le_code(saisi: str) -> str:
    """« acd-f37 » et « ACD F37 » sont le même code."""
    return "".join(signe for signe in saisi.upper() if signe.isalnum())[:8]


def lisible(code: str) -> str:
    """En deux groupes, comme on le lit : « ACD F37 »."""
    return f"{code[:3]}\u00a0{code[3:]}" if len(code) == LONGUEUR else code
