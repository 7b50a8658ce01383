"""Banc : le livret de quarante pages (20 photos, 10 graphiques, 3 cartes), puis un carnet de mille phrases.

python tests/charge/banc_livret.py [répétitions]

Chaque écriture est un processus neuf : son temps et sa mémoire ne doivent rien à la précédente. Les photos sont
à réduire, comme la première fois, sauf à la ligne « réduites ». La mémoire est celle de tous nos processus ensemble,
Django et pandoc compris, au plus haut.
"""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(RACINE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")

import django

django.setup()

from django.core.management import call_command

from etabli.dossier.enums import College, TypeLivrable
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.models import Axe
from etabli.etape6_restitution.documents import DOCUMENTS
from etabli.etape6_restitution.models import Livrable
from etabli.etape6_restitution.tasks import ORDRE
from etabli.socle.document import FORMES, Arbre, ecrire, nb_de_pages
from etabli.socle.document.arbre import sources
from etabli.socle.document.blocs import (
    ChiffresCles,
    Citation,
    Fiche,
    Figure,
    Ouverture,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.document.couleurs import SUITE
from etabli.socle.document.images import lire_ensemble
from etabli.socle.document.texte import riche
from etabli.socle.graphiques import barres, courbe
from etabli.territoires.cartes import carte_de_france
from tests.charge.banc_documents import photo
from tests.fabriques.documents import PHRASE, arbre
from tests.fabriques.restitution import livrable_et_agents, un_atelier_raconte, une_action

NB_PHOTOS, NB_GRAPHIQUES, NB_CARTES = 20, 10, 3
NB_PHRASES, NB_ACTIONS = 1000, 60
OBJECTIFS = {"réduites": (1.4, 520), "les trois": (10.0, 500)}  # secondes de calcul, mégaoctets
FORMATS = {"les trois": ORDRE, "réduites": ("pdf",)}
PAS = 0.02  # secondes entre deux relevés de mémoire
VOCABULAIRE = [
    "haie",
    "bourg",
    "école",
    "rivière",
    "commerce",
    "logement",
    "vélo",
    "marché",
    "forêt",
    "place",
]


def livret() -> Arbre:
    """Une quarantaine de pages : dix parties, autant de fiches, trois cartes en pleine largeur."""
    blocs: list[Any] = []
    for rang in range(NB_PHOTOS // 2):
        texte = Paragraphe(riche(" ".join([PHRASE] * 6) + f"^[Source de la partie {rang}.]"))
        lignes = [[f"Action {rang}.{n}", "Commune", f"{n * 12} 000 €", "2027"] for n in range(1, 9)]
        dessin = (
            barres(f"Commerces {rang}", [("Ouverts", 41), ("Fermés", 9 + rang)])
            if rang % 2
            else courbe(f"Population {rang}", ["1990", "2005", "2020"], {"a": [3, 2, rang], "b": [1, 2, 3]})
        )
        teinte = SUITE[rang % len(SUITE)]
        blocs += [
            Ouverture(
                f"Partie {rang}", PHRASE, image=photo(2 * rang), alternative="Un paysage", couleur=teinte
            ),
            Titre(2, "Ce que l'on voit"),
            *[texte] * 3,
            ChiffresCles([("2 314", "habitants"), ("18 %", "de vacance"), ("6", "ateliers")]),
            dessin.figure("Ce que l'on compte"),
            Figure(
                photo(2 * rang + 1), f"Vue {rang}", alternative="Un autre paysage", credit="Fonds du banc"
            ),
            Tableau(["Action", "Qui", "Coût", "Quand"], lignes, f"Les actions {rang}"),
            Citation(PHRASE, "Une habitante"),
            Fiche(f"Refaire la place {rang}", "Action", [("Coût", "12 000 €")], [texte], couleur=teinte),
        ]
        if rang < NB_CARTES:
            valeurs = {f"{n:02d}": n * (rang + 1) for n in range(1, 20)}
            svg = carte_de_france(titre=f"Carte {rang}", description="Des départements.", valeurs=valeurs)
            blocs.append(Figure(svg, f"Carte {rang}", alternative="Des départements plus ou moins foncés"))
    return arbre("livret", blocs)


def carnet() -> tuple[Arbre, Arbre]:
    """Le carnet de mille phrases et la feuille de route de soixante actions, composés depuis une base neuve."""
    call_command("migrate", verbosity=0)
    ensemble = livrable_et_agents(TypeLivrable.CARNET_DE_SUIVI)
    atelier = un_atelier_raconte(ensemble.livrable.dossier)
    seance = atelier.seances.get()
    modele = (
        Contribution.objects.filter(activite__seance=seance).select_related("activite", "famille").first()
    )
    Contribution.objects.bulk_create(
        Contribution(
            activite=modele.activite,
            famille=modele.famille,
            texte=f"Idée {n} : {VOCABULAIRE[n % 10]} et {VOCABULAIRE[n // 10 % 10]} pour {n % 7} hameaux.",
            college=College.values[n % len(College.values)],
        )
        for n in range(NB_PHRASES - 4)
    )
    axe = Axe.objects.get()
    for numero in range(3, NB_ACTIONS + 1):
        une_action(axe.feuille, axe, numero)
    lus = {x.type: x for x in Livrable.objects.filter(dossier=ensemble.livrable.dossier)}
    types = (TypeLivrable.CARNET_DE_SUIVI, TypeLivrable.LIVRET)
    debut = time.perf_counter()
    composes = tuple(DOCUMENTS[t].composer(lus[t]) for t in types)
    print(f"composition du carnet et du livret : {time.perf_counter() - debut:.2f} s", file=sys.stderr)
    return composes[0], composes[1]


class Releve(threading.Thread):
    """La mémoire de ce processus et de ceux qu'il lance, relevée sans cesse ; `au_plus_haut` en mégaoctets."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.au_plus_haut = 0.0
        self._fini = threading.Event()

    def run(self) -> None:
        while not self._fini.wait(PAS):
            self.au_plus_haut = max(self.au_plus_haut, sum(map(_memoire, [os.getpid(), *_enfants()])))

    def finir(self) -> float:
        self._fini.set()
        self.join()
        return self.au_plus_haut


def _enfants() -> list[int]:
    """Ceux qui sont devenus un autre programme : avant, leur mémoire est la nôtre, comptée deux fois."""
    suites = [c.read_text().split() for c in Path("/proc/self/task").glob("*/children")]
    return [int(pid) for suite in suites for pid in suite if _programme(int(pid)) != _programme(os.getpid())]


def _programme(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/exe").readlink())
    except OSError:
        return ""


def _memoire(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def une_ecriture(quoi: str, forme: str) -> dict[str, float]:
    compose = {"livret": livret, "carnet": lambda: carnet()[0], "soixante": lambda: carnet()[1]}[quoi]()
    if forme == "réduites":
        lire_ensemble(sources(compose))
    releve = Releve()
    releve.start()
    avant, calcul = time.perf_counter(), sum(os.times()[:4])
    ecrits = {une: ecrire(compose, une) for une in FORMATS.get(forme, (forme,))}
    duree, calcule = time.perf_counter() - avant, sum(os.times()[:4]) - calcul
    return {
        "duree": duree,
        "calcul": calcule,
        "memoire": releve.finir(),
        "octets": sum(map(len, ecrits.values())) / 1e6,
        "pages": nb_de_pages(ecrits["pdf"]) if "pdf" in ecrits else 0,
    }


def mesurer(quoi: str, forme: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as dossier:
        retour = subprocess.run(
            [sys.executable, __file__, "--une", quoi, forme],
            env={**os.environ, "FICHIER_SQLITE": f"{dossier}/banc.sqlite3", "DOSSIER_DES_FICHIERS": dossier},
            cwd=RACINE,
            capture_output=True,
            text=True,
            check=True,
        )
    return dict(json.loads(retour.stdout.splitlines()[-1]))


def montrer(quoi: str, forme: str, mesures: list[dict[str, float]]) -> None:
    def mediane(cle: str) -> float:
        return statistics.median(m[cle] for m in mesures)

    pages = f", {mediane('pages'):.0f} pages" if mediane("pages") else ""
    ligne = (
        f"{quoi:8} {forme:9} {mediane('duree'):5.2f} s (au mieux {min(m['duree'] for m in mesures):.2f}), "
        f"{mediane('calcul'):5.2f} s de calcul, {mediane('memoire'):3.0f} Mo de mémoire, "
        f"{mediane('octets'):.1f} Mo écrits{pages}"
    )
    if quoi == "livret" and forme in OBJECTIFS:
        secondes, memoire = OBJECTIFS[forme]
        tenu = mediane("calcul") <= secondes and mediane("memoire") <= memoire
        ligne += f" ; objectif {secondes} s et {memoire} Mo : {'tenu' if tenu else 'MANQUÉ'}"
    print(ligne)


def main(repetitions: int) -> None:
    plan = (
        ("livret", (*FORMES, "réduites", "les trois")),
        ("carnet", tuple(FORMES)),
        ("soixante", tuple(FORMES)),
    )
    for quoi, formes in plan:
        for forme in formes:
            montrer(quoi, forme, [mesurer(quoi, forme) for _ in range(repetitions)])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--une"]:
        print(json.dumps(une_ecriture(*sys.argv[2:4])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
