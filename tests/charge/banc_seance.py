"""Le banc de la salle : N téléphones écoutent, des participants écrivent, on mesure jusqu'à l'écran.

    .venv/bin/python -m tests.charge.banc_seance --ecoutants 300 --posteurs 20 --par-seconde 20 --duree 10

Lance uvicorn sur cette machine, dans une base jetable, et l'arrête. Écrit les délais de l'envoi à l'écran
(médiane et 95e centile), et vérifie que chaque téléphone a reçu le dernier état. Ne fait partie d'aucune suite
d'essais : ses chiffres dépendent de la machine.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

RACINE = Path(__file__).resolve().parents[2]
HOTE = "127.0.0.1"
PREPARER = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.fabriques.seance import ActiviteFactory, SeanceFactory
seance = SeanceFactory(ouverte=True, code="ACD347")
activite = ActiviteFactory(seance=seance, ouverte=True)
seance.projetee, seance.vue_de_l_ecran = activite, "contributions"
seance.save()
print(activite.pk)
"""


def port_libre():
    with socket.socket() as prise:
        prise.bind((HOTE, 0))
        return prise.getsockname()[1]


class Salle:
    """Ce que le banc sait du serveur, et ce qu'il y a mesuré."""

    def __init__(self, port, activite):
        self.port, self.activite = port, activite
        self.partis, self.delais, self.refus, self.envois = {}, [], 0, []
        self.revisions = {}

    async def demander(self, methode, chemin, temoins=None, corps=None):
        """Une requête, une connexion : statut, témoins reçus, corps."""
        lecteur, ecrivain = await asyncio.open_connection(HOTE, self.port)
        donnees = urlencode(corps or {}).encode()
        entetes = [
            f"{methode} {chemin} HTTP/1.1",
            f"Host: {HOTE}:{self.port}",
            "Connection: close",
            "Accept: application/json" if corps and "id" in corps else "Accept: text/html",
            f"Cookie: {'; '.join(f'{c}={v}' for c, v in (temoins or {}).items())}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(donnees)}",
            f"X-CSRFToken: {(temoins or {}).get('csrftoken', '')}",
        ]
        ecrivain.write("\r\n".join(entetes).encode() + b"\r\n\r\n" + donnees)
        await ecrivain.drain()
        tete, _, reste = (await lecteur.read()).partition(b"\r\n\r\n")
        ecrivain.close()
        recus = dict(re.findall(r"(?im)^set-cookie: (\w+)=([^;\r\n]+)", tete.decode("latin-1")))
        return int(tete.split()[1]), {c: v.strip('"') for c, v in recus.items()}, reste

    async def entrer(self):
        _, temoins, _ = await self.demander("GET", "/s/ACD347/")
        statut, recus, _ = await self.demander("POST", "/s/ACD347/", temoins, {"college": "habitant"})
        assert statut == 302, statut
        return {**temoins, **recus}

    async def ecouter(self, public, rang):
        lecteur, ecrivain = await asyncio.open_connection(HOTE, self.port)
        requete = f"GET /s/ACD347/flux/?public={public} HTTP/1.1\r\nHost: {HOTE}:{self.port}\r\n\r\n"
        ecrivain.write(requete.encode())
        try:
            while ligne := await lecteur.readline():
                maintenant = time.perf_counter()
                if public == "ecran":
                    for cle in re.findall(rb"banc-[0-9a-f]{32}", ligne):
                        if depart := self.partis.pop(cle.decode(), None):
                            self.delais.append(maintenant - depart)
                elif ligne.startswith(b"data: "):
                    self.revisions[rang] = json.loads(ligne[6:])["revision"]
        finally:
            ecrivain.close()

    async def ecrire(self, temoins):
        cle = f"banc-{uuid4().hex}"
        depart = self.partis[cle] = time.perf_counter()
        corps = {"id": str(uuid4()), "texte": cle}
        statut, _, _ = await self.demander("POST", f"/s/ACD347/contribuer/{self.activite}/", temoins, corps)
        self.envois.append(time.perf_counter() - depart)
        self.refus += statut != 201

    def dire(self, ecoutants):
        derniere = max(self.revisions.values(), default=0)
        a_jour = sum(revision == derniere for revision in self.revisions.values())
        p95 = lambda valeurs: statistics.quantiles(valeurs, n=20)[-1]  # noqa: E731
        print(
            f"contributions : {len(self.envois)}, refusées : {self.refus}, jamais vues : {len(self.partis)}"
        )
        print(f"téléphones au dernier état : {a_jour} sur {ecoutants}")
        for nom, valeurs in (("réponse du serveur", self.envois), ("de l'envoi à l'écran", self.delais)):
            if len(valeurs) > 1:
                print(
                    f"{nom} : médiane {1000 * statistics.median(valeurs):.0f} ms, "
                    f"95e centile {1000 * p95(valeurs):.0f} ms, pire {1000 * max(valeurs):.0f} ms"
                )


async def jouer(port, activite, options):
    salle = Salle(port, activite)
    participants = [await salle.entrer() for _ in range(options.posteurs)]
    ecoutes = [asyncio.create_task(salle.ecouter("ecran", -1))]
    for rang in range(options.ecoutants):
        ecoutes.append(asyncio.create_task(salle.ecouter("salle", rang)))
        if rang % 20 == 0:
            await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    fin = time.monotonic() + options.duree
    envois, tour = [], 0
    while time.monotonic() < fin:
        envois.append(asyncio.create_task(salle.ecrire(participants[tour % len(participants)])))
        tour += 1
        await asyncio.sleep(1 / options.par_seconde)
    await asyncio.gather(*envois)
    await asyncio.sleep(3)
    for ecoute in ecoutes:
        ecoute.cancel()
    await asyncio.gather(*ecoutes, return_exceptions=True)
    salle.dire(options.ecoutants)


def attendre(port):
    for _ in range(200):
        with suppress(OSError), socket.create_connection((HOTE, port), timeout=1):
            return
        time.sleep(0.1)
    sys.exit("Le serveur n'a pas démarré.")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--ecoutants", type=int, default=300)
    arguments.add_argument("--posteurs", type=int, default=20)
    arguments.add_argument("--par-seconde", type=float, default=20)
    arguments.add_argument("--duree", type=float, default=10)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as dossier:
        env = {
            **os.environ,
            "FICHIER_SQLITE": f"{dossier}/banc.sqlite3",
            "DJANGO_SETTINGS_MODULE": "etabli.config.settings",
            "PYTHONPATH": str(RACINE),
        }
        commande = [sys.executable, "-c", PREPARER]
        activite = subprocess.run(
            commande, env=env, check=True, capture_output=True, text=True, cwd=RACINE
        ).stdout
        port = port_libre()
        serveur = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "etabli.config.asgi:application"),
                *("--host", HOTE, "--port", str(port), "--log-level", "warning"),
                *("--timeout-graceful-shutdown", "2", "--no-access-log", "--lifespan", "off"),
            ],
            env=env,
            cwd=RACINE,
        )
        try:
            attendre(port)
            asyncio.run(jouer(port, int(activite.split()[-1]), options))
        finally:
            serveur.terminate()
            serveur.wait(10)


if __name__ == "__main__":
    main()
