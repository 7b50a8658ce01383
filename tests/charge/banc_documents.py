"""Banc : un livret de quarante pages, vingt photos et dix graphiques, dans toutes les formes.

python tests/charge/banc_documents.py [répétitions]
"""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import io
import os
import random
import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")

import django

django.setup()

from PIL import Image

from etabli.socle.document import FORMES, ecrire
from etabli.socle.document.blocs import (
    Chapo,
    ChiffresCles,
    Citation,
    Encadre,
    Figure,
    Ouverture,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.document.couleurs import SUITE
from etabli.socle.document.images import oublier
from etabli.socle.document.inspection import inspecter
from etabli.socle.document.page import en_html
from etabli.socle.document.texte import riche
from etabli.socle.graphiques import barres, courbe
from tests.fabriques.documents import PHRASE, arbre


def photo(rang: int) -> bytes:
    """Du bruit adouci : ce qui se compresse le moins bien, comme un vrai paysage."""
    hasard = random.Random(rang)
    petite = Image.frombytes("RGB", (80, 60), hasard.randbytes(80 * 60 * 3))
    sortie = io.BytesIO()
    petite.resize((2400, 1800), Image.Resampling.BICUBIC).save(sortie, "JPEG", quality=90)
    return sortie.getvalue()


def chapitre(rang: int, photos: list[bytes]) -> list[object]:
    developpement = Paragraphe(riche(" ".join([PHRASE] * 6) + f"^[Source du chapitre {rang}.]"))
    lignes = [[f"Action {rang}.{n}", "Commune", f"{n * 12} 000 €", "2027"] for n in range(1, 16)]
    return [
        Ouverture(f"Partie {rang}", PHRASE, couleur=SUITE[rang % len(SUITE)]),
        Titre(2, "Ce que l'on voit"),
        Chapo(PHRASE),
        *[developpement] * 4,
        Figure(photos[0], f"Vue {rang} a", alternative="Un paysage"),
        Titre(2, "Ce que l'on compte"),
        ChiffresCles([("2 314", "habitants"), ("18 %", "de vacance"), ("6", "ateliers")]),
        barres(f"Commerces {rang}", [("Ouverts", 41), ("Fermés", 9 + rang)]).figure(),
        *[developpement] * 3,
        courbe(
            f"Population {rang}", ["1990", "2000", "2010", "2020"], {"a": [3, 2, 2, 3], "b": [1, 2, 3, 4]}
        ).figure(),
        Tableau(["Action", "Qui", "Coût", "Quand"], lignes, f"Les actions {rang}"),
        Citation(PHRASE, "Une habitante"),
        Encadre("À retenir", [developpement]),
        Figure(photos[1], f"Vue {rang} b", alternative="Un autre paysage"),
    ]


def calcule() -> float:
    """Le temps de processeur, le nôtre et celui de pandoc : ce que la charge de la machine ne change pas."""
    return sum(os.times()[:4])


def main(repetitions: int) -> None:
    photos = [photo(rang) for rang in range(20)]
    blocs = [bloc for rang in range(10) for bloc in chapitre(rang, photos[2 * rang : 2 * rang + 2])]
    livret = arbre("livret", blocs)
    for forme in (*FORMES, "html"):
        durees, calculs = [], []
        for _ in range(repetitions):
            oublier()  # comme la première fois : les photos sont à réduire
            debut, calcul = time.perf_counter(), calcule()
            octets = en_html(livret).encode() if forme == "html" else ecrire(livret, forme)
            durees.append(time.perf_counter() - debut)
            calculs.append(calcule() - calcul)
        pages = f", {inspecter(octets).nb_de_pages} pages" if forme == "pdf" else ""
        print(
            f"{forme:5} {statistics.median(durees):5.2f} s (de {min(durees):.2f} à {max(durees):.2f}), "
            f"{statistics.median(calculs):.2f} s de calcul, "
            f"{len(octets) / 1e6:.1f} Mo{pages}"
        )
    debut = time.perf_counter()
    ecrire(livret, "pdf")
    print(f"pdf, photos déjà réduites : {time.perf_counter() - debut:.2f} s")
    print(f"mémoire au plus haut : {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} Mo")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
