"""Ce que les bancs de la salle partagent : une base jetable, un vrai serveur, des téléphones en prises nues."""

import asyncio
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

RACINE = Path(__file__).resolve().parents[2]
HOTE, CODE, JETON = "127.0.0.1", "ACD347", "a" * 32
PREPARER = """
import json, sys
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.core.signing import get_cookie_signer
from django.test import Client
call_command("migrate", verbosity=0)
from etabli.etape4_seance.models import Participant
from tests.fabriques.seance import ActiviteFactory, seance_et_agents
lieu = seance_et_agents(ouverte=True, code="ACD347")
activite = ActiviteFactory(seance=lieu.seance, ouverte=True)
suite = ActiviteFactory(seance=lieu.seance)
lieu.seance.projetee, lieu.seance.vue_de_l_ecran = activite, "contributions"
lieu.seance.save()
nes = [Participant(seance=lieu.seance, college="habitant") for _ in range(int(sys.argv[1]))]
Participant.objects.bulk_create(nes)
nom = "salle_ACD347"
signer = lambda p: get_cookie_signer(salt=nom + "salle").sign(p.pk.hex)
client = Client()
client.force_login(lieu.equipe)
print(json.dumps({
    "seance": lieu.seance.pk, "activite": activite.pk, "suite": suite.pk,
    "telephones": [{nom: signer(p)} for p in nes],
    "animateur": {"sessionid": client.cookies["sessionid"].value},
}))
"""
COMPTER = """
import json
import django; django.setup()
from etabli.etape4_seance.models import Contribution
print(json.dumps(sorted(Contribution.objects.filter(texte__startswith="banc-").values_list("texte", flat=True))))
"""


class Serveur:
    """uvicorn, dans une base jetable ; on peut le tuer et le relancer au même port."""

    def __init__(self, dossier, processus=1):
        self.processus, self.port, self.popen = processus, port_libre(), None
        self.env = {
            **os.environ,
            "FICHIER_SQLITE": f"{dossier}/banc.sqlite3",
            "DJANGO_SETTINGS_MODULE": "etabli.config.settings",
            "PYTHONPATH": str(RACINE),
        }

    def python(self, code, *args):
        sortie = subprocess.run(
            [sys.executable, "-c", code, *map(str, args)],
            env=self.env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            cwd=RACINE,
        ).stdout
        return json.loads(sortie.splitlines()[-1])

    def lancer(self):
        plusieurs = ["--workers", str(self.processus)] if self.processus > 1 else []
        self.popen = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "etabli.config.asgi:application"),
                *("--host", HOTE, "--port", str(self.port), "--log-level", "critical"),
                *("--timeout-graceful-shutdown", "2", "--no-access-log", "--lifespan", "off"),
                *("--backlog", "4096", *plusieurs),
            ],
            env=self.env,
            cwd=RACINE,
        )
        for _ in range(300):
            with suppress(OSError), socket.create_connection((HOTE, self.port), timeout=1):
                return
            time.sleep(0.1)
        sys.exit("Le serveur n'a pas démarré.")

    def tuer(self):
        """SIGKILL : rien n'est prévenu, rien n'est rangé."""
        self.popen.kill()
        self.popen.wait()

    def arreter(self):
        self.popen.terminate()
        try:
            self.popen.wait(15)
        except subprocess.TimeoutExpired:
            self.tuer()


def port_libre():
    with socket.socket() as prise:
        prise.bind((HOTE, 0))
        return prise.getsockname()[1]


def elever_la_limite(nb):
    """Une prise par téléphone : la limite du poste suffit rarement à des milliers."""
    douce, dure = resource.getrlimit(resource.RLIMIT_NOFILE)
    voulue = max(douce, 3 * nb + 500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (voulue if dure < 0 else min(voulue, dure), dure))


async def demander(port, chemin, temoins, corps, avant_la_reponse=None, accept="application/json"):
    """Un envoi, une connexion ; rend le statut et le corps. `avant_la_reponse` peut couper."""
    lecteur, ecrivain = await asyncio.open_connection(HOTE, port)
    donnees = urlencode(corps).encode()
    entetes = [
        f"POST {chemin} HTTP/1.1",
        f"Host: {HOTE}:{port}",
        "Connection: close",
        f"Accept: {accept}",
        "Cookie: " + "; ".join(f"{c}={v}" for c, v in {**temoins, "csrftoken": JETON}.items()),
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(donnees)}",
        f"X-CSRFToken: {JETON}",
    ]
    try:
        ecrivain.write("\r\n".join(entetes).encode() + b"\r\n\r\n" + donnees)
        await ecrivain.drain()
        if avant_la_reponse:
            avant_la_reponse(ecrivain)
        tete, _, reste = (await lecteur.read()).partition(b"\r\n\r\n")
    finally:
        ecrivain.close()
    if not tete:
        raise ConnectionResetError
    return int(tete.split()[1]), reste


async def ecouter(port, public, sur_donnees):
    """Un écran ou un téléphone abonné ; `sur_donnees(octets)` à chaque ligne d'état."""
    lecteur, ecrivain = await asyncio.open_connection(HOTE, port, limit=2**20)
    requete = f"GET /s/{CODE}/flux/?public={public} HTTP/1.1\r\nHost: {HOTE}:{port}\r\n\r\n"
    ecrivain.write(requete.encode())
    try:
        while ligne := await lecteur.readline():
            if ligne.startswith(b"data: "):
                sur_donnees(ligne[6:])
    finally:
        ecrivain.close()


def cles_de(octets):
    return [cle.decode() for cle in re.findall(rb"banc-[0-9a-f]{32}", octets)]


def dire(nom, valeurs):
    if len(valeurs) < 2:
        return
    centiles = statistics.quantiles(valeurs, n=100, method="inclusive")
    print(
        f"{nom} : p50 {1000 * centiles[49]:.0f} ms, p95 {1000 * centiles[94]:.0f} ms, "
        f"p99 {1000 * centiles[98]:.0f} ms, pire {1000 * max(valeurs):.0f} ms"
    )
