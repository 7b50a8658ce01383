"""Ce qui se rattache à quoi, dans la chaîne qui va des paroles aux actions."""

# Le genre de ce que l'on porte, et celui de ce qui le reçoit.
RECOIVENT: dict[str, tuple[str, ...]] = {
    "contribution": ("enjeu", "axe", "action"),
    "constat": ("enjeu",),
    "enjeu": ("axe",),
    "objectif": ("axe",),
    "action": ("axe", "objectif"),
}
REFUS = {
    "contribution": "Une contribution se rattache à un enjeu, à un axe ou à une action.",
    "constat": "Un constat appuie un enjeu : rattachez-le à l'un d'eux.",
    "enjeu": "Un enjeu se rattache à l'axe qui y répond.",
    "objectif": "Un objectif se range dans un axe.",
    "action": "Une action se range dans un axe, ou sous l'un de ses objectifs.",
}


def refus(genre: str, vers: str) -> str:
    """La phrase qui dit où cela se rattache ; vide quand c'est permis."""
    if genre not in RECOIVENT:
        return "Ce que vous déplacez n'est pas de cette feuille de route."
    return "" if vers in RECOIVENT[genre] else REFUS[genre]
