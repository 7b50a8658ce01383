"""Banc : l'API avec 100 ateliers, puis 10 000 ; le temps du serveur et le nombre de requêtes, adresse par adresse.

python tests/charge/banc_api.py [répétitions]

Joue dans une base d'essai à part (SQLite en mémoire, ou celle de BASE_DE_DONNEES), détruite à la fin.
"""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
os.environ["DEMANDES_PAR_MINUTE"] = "1000000"

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from etabli.vitrine.enums import Position
from etabli.vitrine.models import Realisation
from tests.fabriques.dossier import FormatFactory

TAILLES = (100, 10_000)
ADRESSES = {
    "page de 100": "/api/v1/ateliers",
    "page de 1 000": "/api/v1/ateliers?par_page=1000",
    "dernière page": "/api/v1/ateliers?page={derniere}",
    "année et texte": "/api/v1/ateliers?annee=2022&q=estuaire",
    "un atelier": "/api/v1/ateliers/realisation-banc-50",
    "CSV": "/api/v1/ateliers.csv",
    "GeoJSON": "/api/v1/ateliers.geojson",
    "Parquet": "/api/v1/ateliers.parquet",
    "les jeux": "/api/v1/jeux",
    "catalogue": "/api/v1/catalogue.jsonld",
    "description": "/api/v1/openapi.json",
}


def peupler(debut: int, fin: int) -> None:
    format_ = FormatFactory()
    Realisation.objects.bulk_create(
        Realisation(
            nom=f"Atelier du banc {n}" + (" et son estuaire" if n % 7 == 0 else ""),
            slug=f"banc-{n}",
            format=format_,
            annee_debut=2015 + n % 10,
            annee_fin=2016 + n % 10,
            annee_texte=f"{2015 + n % 10}-{2016 + n % 10}",
            territoire=f"Territoire fictif {n}",
            theme=f"Thème {n % 12}",
            sources=["https://source.example/fiche"],
            lon=-4 + (n % 100) / 10,
            lat=43 + (n // 100 % 70) / 10,
            position=Position.RECONNUE,
        )
        for n in range(debut, fin)
    )


def mesurer(client: Client, url: str, repetitions: int) -> tuple[float, float, int, int]:
    """(p50 en ms, p95 en ms, requêtes, octets) ; la première demande ne compte pas, elle réveille le catalogue."""
    lire(client, url)
    requetes: list[str] = []

    def noter(execute: Any, sql: str, *suite: Any) -> Any:
        requetes.append(sql)
        return execute(sql, *suite)

    with connection.execute_wrapper(noter):
        octets = lire(client, url)
    temps = []
    for _ in range(repetitions):
        debut = time.perf_counter()
        lire(client, url)
        temps.append(1000 * (time.perf_counter() - debut))
    temps.sort()
    return statistics.median(temps), temps[int(0.95 * (len(temps) - 1))], len(requetes), octets


def lire(client: Client, url: str) -> int:
    reponse = client.get(url)
    if reponse.status_code != 200:
        raise SystemExit(f"{url} a répondu {reponse.status_code}.")
    return sum(map(len, reponse.streaming_content)) if reponse.streaming else len(reponse.content)


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    setup_test_environment()
    settings.ALLOWED_HOSTS = ["testserver"]
    ancienne = connection.creation.create_test_db(verbosity=0)
    try:
        print(f"{'':16}" + "".join(f"{t:>10} ateliers : p50, p95, requêtes, ko" for t in TAILLES))
        lignes: dict[str, list[str]] = {nom: [] for nom in ADRESSES}
        deja = 0
        for taille in TAILLES:
            peupler(deja, taille)
            deja = taille
            for nom, motif in ADRESSES.items():
                url = motif.format(derniere=taille // 100)
                p50, p95, nb, octets = mesurer(Client(), url, repetitions)
                lignes[nom].append(f"{p50:9.1f} ms {p95:8.1f} ms {nb:4} {octets / 1000:9.0f}")
        for nom, valeurs in lignes.items():
            print(f"{nom:16}" + "   ".join(valeurs))
    finally:
        connection.creation.destroy_test_db(ancienne, verbosity=0)


if __name__ == "__main__":
    main()
