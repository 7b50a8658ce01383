"""Huit paysages dessinés pour la démonstration : aucune photo réelle, les mêmes octets à chaque fois."""

from collections.abc import Callable
from functools import cache

from etabli.config.demonstration.images.paysage import LARGEUR
from etabli.config.demonstration.images.scenes import (
    bocage,
    carte_commune,
    chemin,
    rue,
    salle,
    vallee,
    verger,
)
from etabli.config.demonstration.images.toile import Toile
from etabli.socle.document.compilation import compiler

LEGENDE = "Illustration dessinée pour la démonstration"

SCENES: tuple[tuple[str, Callable[[], Toile], str, str], ...] = (
    ("bocage", bocage, "couverture", "Des collines découpées par des haies, un village et son clocher."),
    ("verger", verger, "avant-propos", "Un verger de pommiers, trois personnes à la cueillette, une ferme."),
    ("vallee", vallee, "territoire", "Une rivière, un pont de pierre, une ancienne usine et sa cheminée."),
    ("salle", salle, "session-1", "Une salle des fêtes : des tables, une carte au mur, des idées affichées."),
    ("carte", carte_commune, "session-2", "Huit personnes dehors autour d'une grande carte posée au sol."),
    ("rue", rue, "session-3", "La rue d'un bourg un jour de marché, des étals et un vélo."),
    ("chemin", chemin, "vision", "Un chemin entre deux haies, des cyclistes, un village au loin."),
    (
        "soir",
        lambda: salle(9),
        "enseignements",
        "La même salle, d'autres tables : on relit ce qui a été écrit.",
    ),
)


@cache
def illustrations() -> list[tuple[str, bytes, str, str, str]]:
    """(nom du fichier, octets PNG, légende, alternative, usage) : ce que `ajouter_une_photo` attend."""
    dessins = {f"{nom}.svg": dessiner().svg() for nom, dessiner, _, _ in SCENES}
    pages = "\n#pagebreak()\n".join(f'#image("{nom}", width: {LARGEUR}pt, alt: "dessin")' for nom in dessins)
    principal = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}".encode()
    rendues = compiler({"main.typ": principal, **dessins}, format="png", ppi=72)
    return [
        (f"{nom}.png", page, LEGENDE, alternative, usage)
        for (nom, _, usage, alternative), page in zip(SCENES, rendues, strict=True)
    ]
