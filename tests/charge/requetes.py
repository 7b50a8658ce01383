"""Compte les requêtes de chaque page du banc, dans la base du banc ; rend {nom: nombre}."""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["MEMOIRE_DES_PAGES"] = "0"

import django

django.setup()

from django.db import connection
from django.test import Client

from tests.charge.tableau import pages


def main():
    lieu = json.loads(sys.argv[1])
    nombres = {}
    for page in pages(lieu):
        if page.envoi:
            continue
        client = Client()
        client.cookies.load(lieu["temoins"].get(page.temoin, {}))
        client.get(page.adresse)
        faites = []

        def noter(executer, sql, params, many, contexte, faites=faites):
            faites.append(sql)
            return executer(sql, params, many, contexte)

        with connection.execute_wrapper(noter):
            client.get(page.adresse)
        nombres[page.nom] = len(faites)
    print(json.dumps(nombres))


if __name__ == "__main__":
    main()
