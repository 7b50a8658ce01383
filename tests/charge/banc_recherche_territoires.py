"""Banc de la recherche : vitesse et rappel sur tout le découpage.

    python manage.py charger_territoires && python tests/charge/banc_recherche_territoires.py [NB]

Tire au hasard (graine fixe) des noms de communes et d'intercommunalités, les abîme comme on tape (début du
nom, sans accents, lettre oubliée, doublée, échangée ou remplacée, mots dans le désordre, codes) et regarde si
le bon territoire est parmi les dix réponses, et en combien de temps.
"""

import os
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")

import django

django.setup()

from etabli.territoires.calcul import normaliser  # noqa: E402
from etabli.territoires.models import Commune, Epci  # noqa: E402
from etabli.territoires.recherche import chercher  # noqa: E402

LETTRES = "abcdefghijklmnopqrstuvwxyz"


def oublier(nom: str, hasard: random.Random) -> str:
    i = hasard.randrange(len(nom))
    return nom[:i] + nom[i + 1 :]


def doubler(nom: str, hasard: random.Random) -> str:
    i = hasard.randrange(len(nom))
    return nom[: i + 1] + nom[i:]


def echanger(nom: str, hasard: random.Random) -> str:
    i = hasard.randrange(len(nom) - 1)
    return nom[:i] + nom[i + 1] + nom[i] + nom[i + 2 :]


def remplacer(nom: str, hasard: random.Random) -> str:
    i = hasard.randrange(len(nom))
    return nom[:i] + hasard.choice(LETTRES) + nom[i + 1 :]


def debut(nom: str, hasard: random.Random) -> str:
    return nom[: max(4, round(len(nom) * 0.6))]


def desordre(nom: str, hasard: random.Random) -> str:
    mots = nom.split()
    hasard.shuffle(mots)
    return " ".join(mots)


FACONS: dict[str, Callable[[str, random.Random], str]] = {
    "nom sans accents": lambda nom, hasard: nom,
    "début du nom": debut,
    "mots en désordre": desordre,
    "lettre oubliée": oublier,
    "lettre doublée": doubler,
    "lettres échangées": echanger,
    "lettre remplacée": remplacer,
}


def main() -> None:
    nb = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    hasard = random.Random(20260101)
    communes = list(Commune.objects.actuelles().values_list("code", "nom", "siren", "codes_postaux"))
    epcis = list(Epci.objects.values_list("siren", "nom"))
    tirage = [(c[0], c[1]) for c in hasard.sample(communes, nb * 9 // 10)] + hasard.sample(epcis, nb // 10)
    requetes = [
        (facon, transformer(normaliser(nom), hasard), code)
        for facon, transformer in FACONS.items()
        for code, nom in tirage
        if len(normaliser(nom)) > 3
    ]
    requetes += [("code Insee", c[0], c[0]) for c in hasard.sample(communes, nb)]
    requetes += [("SIREN", c[2], c[0]) for c in hasard.sample(communes, nb) if c[2]]
    chercher("chauffe")
    temps: dict[str, list[float]] = defaultdict(list)
    trouve: dict[str, list[bool]] = defaultdict(list)
    for facon, texte, code in requetes:
        debut_de_mesure = perf_counter()
        codes = [t.code for t in chercher(texte)]
        temps[facon].append((perf_counter() - debut_de_mesure) * 1000)
        trouve[facon].append(code in codes)
    print(f"{'façon de taper':<20}{'p50':>9}{'p95':>9}{'max':>9}   rappel à 10")
    for facon, valeurs in (*temps.items(), ("ensemble", [v for t in temps.values() for v in t])):
        valeurs = sorted(valeurs)
        justes = trouve.get(facon) or [j for t in trouve.values() for j in t]
        p50, p95 = statistics.median(valeurs), valeurs[int(len(valeurs) * 0.95)]
        rappel = sum(justes) / len(justes)
        print(f"{facon:<20}{p50:6.1f} ms{p95:6.1f} ms{valeurs[-1]:6.1f} ms   {rappel:.1%} de {len(justes)}")


if __name__ == "__main__":
    main()
