"""Banc : dix mille ateliers sur la carte et dans la liste ; requêtes, temps du serveur, poids sur le fil.

python tests/charge/banc_vitrine.py [répétitions]

Joue dans une base d'essai à part, détruite à la fin. Les ateliers y sont inventés.
"""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
os.environ.setdefault("NIVEAU_DU_JOURNAL", "ERROR")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from etabli.territoires.cartes.fond import departements_au_loin, est_en_metropole
from etabli.territoires.models import Departement, Region
from etabli.vitrine.enums import Position
from etabli.vitrine.models import Realisation
from tests.fabriques.dossier import FormatFactory

THEMES = [f"Thème inventé {n}" for n in range(24)]
ADRESSES = {
    "liste et carte": "/les-ateliers/",
    "page 100": "/les-ateliers/?page=100",
    "un département": "/les-ateliers/?departement=50",
    "deux filtres": "/les-ateliers/?theme=Th%C3%A8me+invent%C3%A9+3&annee=2021",
    "un mot": "/les-ateliers/?q=vallee+invent",
    "une faute": "/les-ateliers/?q=bocaje",
    "une zone": "/les-ateliers/?zone=-2.0,48.0,0.0,50.0",
    "une fiche": "/les-ateliers/invente-77/",
    "fond de carte": "/les-ateliers/fond.svg",
    "carte en image": "/les-ateliers/carte.svg",
    "fil Atom": "/les-ateliers/fil.atom",
    "GeoJSON": "/les-ateliers/ateliers.geojson",
    "CSV": "/les-ateliers/export.csv",
}


def peupler(debut: int, fin: int) -> None:
    hasard = random.Random(debut)
    format_ = FormatFactory()
    codes = [c for c in departements_au_loin() if est_en_metropole(c)]
    region = Region.objects.get_or_create(code="28", defaults={"nom": "Normandie"})[0]
    for code in codes:
        Departement.objects.get_or_create(
            code=code, defaults={"nom": departements_au_loin()[code][0], "region": region}
        )
    faites = Realisation.objects.bulk_create(_inventer(n, format_, hasard) for n in range(debut, fin))
    lien = Realisation.departements.through
    lien.objects.bulk_create(lien(realisation=r, departement_id=codes[r.pk % len(codes)]) for r in faites)


def _inventer(n: int, format_: object, hasard: random.Random) -> Realisation:
    return Realisation(
        slug=f"invente-{n}",
        nom=f"{('Vallée', 'Bocage', 'Littoral', 'Plateau')[n % 4]} inventé {n}",
        format=format_,
        annee_debut=2019 + n % 7,
        annee_fin=2020 + n % 7,
        annee_texte=str(2019 + n % 7),
        territoire=f"Communauté inventée {n}",
        theme=THEMES[n % len(THEMES)],
        lon=round(hasard.uniform(-4, 8), 4),
        lat=round(hasard.uniform(43, 50), 4),
        position=Position.RECONNUE,
    )


def mesurer(client: Client, adresse: str, repetitions: int) -> tuple[int, float, float, float, float]:
    """(requêtes, médiane et 95e centile en ms de processeur, ko bruts, ko comprimés)."""
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        entiere = client.get(adresse)
    assert entiere.status_code == 200, adresse
    temps = []
    for _ in range(repetitions):
        depart = time.process_time()
        comprimee = client.get(adresse, headers={"Accept-Encoding": "gzip"})
        temps.append(1000 * (time.process_time() - depart))
    temps.sort()
    return (
        len(requetes),
        temps[len(temps) // 2],
        temps[min(len(temps) - 1, int(0.95 * len(temps)))],
        len(entiere.content) / 1000,
        len(comprimee.content) / 1000,
    )


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    setup_test_environment()
    ancien = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        requetes: dict[str, int] = {}
        for debut, fin in ((0, 100), (100, 10_000)):
            peupler(debut, fin)
            client = Client()
            depart = time.process_time()
            client.get("/les-ateliers/")
            print(f"{fin} ateliers ; première lecture : {1000 * (time.process_time() - depart):.0f} ms")
            print(f"{'page':18}{'requêtes':>9}{'médiane':>9}{'p95, ms':>9}{'ko':>9}{'ko gzip':>9}")
            for nom, adresse in ADRESSES.items():
                nb, mediane, p95, brut, gzip = mesurer(client, adresse, repetitions)
                print(f"{nom:18}{nb:9}{mediane:9.0f}{p95:9.0f}{brut:9.1f}{gzip:9.1f}")
                assert requetes.setdefault(nom, nb) == nb, f"{nom} : {requetes[nom]} requêtes, puis {nb}"
        print("Requêtes : les mêmes pour 100 et 10 000 ateliers.")
    finally:
        connection.creation.destroy_test_db(ancien, verbosity=0)


if __name__ == "__main__":
    main()
