"""Le tableau du banc : nos pages contre une page Django nue, du même serveur, dans la même passe.

    make bench        (ou : python tests/charge/tableau.py [--volumes 100,1000,10000,100000] [--passes 12])

Joue la démonstration dans une base jetable, la sert par uvicorn (un processus) avec les pages nues de `nu.py`, et
demande les unes et les autres à tour de rôle. Le temps est celui du processeur du serveur, tous fils compris : la
charge de la machine ne le change guère. « À froid » : la page vient d'être périmée par une écriture, tout est
recalculé ; « à chaud » : rien n'a été écrit depuis le passage précédent.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

RACINE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(RACINE))

from tests.charge.salle import port_libre  # noqa: E402 -- le dossier du dépôt vient d'être ajouté

JETON = "a" * 32


@dataclass(frozen=True)
class Page:
    """`plafond` : le nombre de fois la page nue que l'on s'autorise."""

    nom: str
    adresse: str
    nue: str
    plafond: float
    temoin: str = ""
    envoi: str = ""  # la sorte d'envoi, pour un POST
    est_de_volume: bool = False


def pages(lieu):
    atelier = lieu["atelier"]
    return [
        Page("accueil public", "/", "/nu/", 5),
        Page("fiche publique d'un atelier", f"/les-ateliers/{atelier}/", f"/nu/{atelier}/", 5),
        Page("liste publique des ateliers", "/les-ateliers/", "/nu/liste/60/", 3, est_de_volume=True),
        Page("dossier (agent)", f"/dossiers/{atelier}/", f"/nu/{atelier}/", 5, "dgaln"),
        Page("liste des dossiers (agent)", "/dossiers/", "/nu/liste/25/", 3, "dgaln", est_de_volume=True),
        Page("candidatures (agent)", "/candidatures/", "/nu/liste/50/", 3, "dgaln", est_de_volume=True),
        Page("mon espace (agent)", "/mon-espace/", "/nu/tableau/", 3, "pilote"),
        Page("pilotage (DGALN)", "/pilotage/", "/nu/tableau/", 3, "dgaln", est_de_volume=True),
        Page("recherche (agent)", "/recherche/?q=eau", "/nu/liste/10/", 3, "dgaln", est_de_volume=True),
        Page(
            "contribution (téléphone)",
            lieu["contribuer"],
            f"/nu/ecrire/{lieu['activite']}/",
            4,
            "telephone",
            "idee",
        ),
        Page(
            "note, enregistrement seul", lieu["note"], f"/nu/ecrire/{lieu['activite']}/", 4, "pilote", "note"
        ),
    ]


class Serveur:
    """uvicorn, un processus ; le client garde sa connexion, comme un navigateur."""

    def __init__(self, env, temoins):
        self.port, self.temoins = port_libre(), temoins
        commande = [
            sys.executable,
            "-m",
            "uvicorn",
            "tests.charge.service:application",
            "--port",
            str(self.port),
        ]
        options = ["--log-level", "critical", "--no-access-log", "--lifespan", "off"]
        self.popen = subprocess.Popen([*commande, *options], env=env, cwd=RACINE)
        self.version_de_la_note = 0
        for _ in range(300):
            try:
                self.client = HTTPConnection("127.0.0.1", self.port, timeout=120)
                self.compter()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("Le serveur n'a pas démarré.")

    def compter(self, chemin="/banc/compter/"):
        self.client.request("GET", chemin)
        return json.loads(self.client.getresponse().read())

    def demander(self, page, adresse):
        en_tetes = {"Accept": "text/html"}
        temoins = dict(self.temoins.get(page.temoin, {}))
        corps, verbe = None, "GET"
        if page.envoi:
            verbe, temoins["csrftoken"], en_tetes["X-CSRFToken"] = "POST", JETON, JETON
            en_tetes["Content-Type"] = "application/x-www-form-urlencoded"
            corps = urlencode(self.corps(page, adresse))
            if "/nu/" not in adresse:
                en_tetes["Accept"] = "application/json"
        if temoins:
            en_tetes["Cookie"] = "; ".join(f"{c}={v}" for c, v in temoins.items())
        self.client.request(verbe, adresse, corps, en_tetes)
        reponse = self.client.getresponse()
        octets = reponse.read()
        if reponse.status not in {200, 201, 204, 302}:
            sys.exit(f"{adresse} répond {reponse.status} : {octets[:300].decode(errors='replace')}")
        if page.envoi == "note" and "/nu/" not in adresse:
            self.version_de_la_note = json.loads(octets)["version"]
        return octets

    def corps(self, page, adresse):
        texte = f"Une phrase fictive {uuid4().hex[:8]}"
        if "/nu/" in adresse:
            return {"texte": texte}
        if page.envoi == "idee":
            return {"id": str(uuid4()), "texte": texte}
        return {"contenu": f"<p>{texte}</p>", "version": self.version_de_la_note}

    def arreter(self):
        self.popen.terminate()
        self.popen.wait(15)


def mesurer(serveur, page, adresse, passes, *, a_froid):
    """Millisecondes de processeur par demande : la médiane des passes."""
    serveur.demander(page, adresse)
    temps = []
    for _ in range(passes):
        avant = serveur.compter("/banc/oublier/" if a_froid else "/banc/compter/")["processeur"]
        serveur.demander(page, adresse)
        temps.append(1000 * (serveur.compter()["processeur"] - avant))
    return statistics.median(temps)


def python(env, *args):
    fait = subprocess.run(
        [sys.executable, *map(str, args)], env=env, cwd=RACINE, stdout=subprocess.PIPE, check=True
    )
    return fait.stdout.decode().splitlines()[-1:] or [""]


def nombre(valeur):
    return f"{valeur:,.0f}".replace(",", "\u202f")


def ligne(*cases):
    print(f"| {' | '.join(str(c) for c in cases)} |", flush=True)


def tableau_des_pages(serveur, lieu, options):
    print("\n| page | requêtes | nue | à froid | × | à chaud | × | plafond | tenu |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
    requetes = options.requetes
    for page in pages(lieu):
        nue = mesurer(serveur, page, page.nue, options.passes, a_froid=False)
        froid = mesurer(serveur, page, page.adresse, options.passes, a_froid=True)
        chaud = froid if page.envoi else mesurer(serveur, page, page.adresse, options.passes, a_froid=False)
        tenu = "oui" if froid / nue <= page.plafond else "à chaud" if chaud / nue <= page.plafond else "non"
        ligne(
            *(
                page.nom,
                requetes.get(page.nom, "—"),
                f"{nue:.1f} ms",
                f"{froid:.1f} ms",
                f"{froid / nue:.1f}",
            ),
            *("—" if page.envoi else f"{chaud:.1f} ms", "—" if page.envoi else f"{chaud / nue:.1f}"),
            *(page.plafond, tenu),
        )


def tableau_des_volumes(mesures, volumes):
    print(
        f"\n| liste, à froid | {' | '.join(f'{nombre(v)} lignes' for v in volumes)} | la plus grande ÷ la plus petite |"
    )
    print(f"|---|{'--:|' * (len(volumes) + 1)}")
    for nom, par_volume in mesures.items():
        temps = [par_volume[v] for v in volumes]
        ligne(nom, *(f"{t:.1f} ms" for t in temps), f"{temps[-1] / temps[0]:.2f}")


def compter_les_requetes(env):
    code = Path(__file__).with_name("requetes.py")
    return json.loads(python(env, code, env["MONDE_DU_BANC"])[0])


def main():
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--volumes", default="100,1000,10000,100000")
    lecteur.add_argument("--passes", type=int, default=12)
    options = lecteur.parse_args()
    volumes = [int(v) for v in options.volumes.split(",")]
    with tempfile.TemporaryDirectory() as dossier:
        env = {
            **os.environ,
            "FICHIER_SQLITE": f"{dossier}/banc.sqlite3",
            "DOSSIER_DES_FICHIERS": f"{dossier}/fichiers",
            "DJANGO_SETTINGS_MODULE": "etabli.config.settings",
            "PYTHONPATH": str(RACINE),
        }
        peupler = Path(__file__).with_name("peupler.py")
        env["MONDE_DU_BANC"] = python(env, peupler, "monde")[0]
        lieu = json.loads(env["MONDE_DU_BANC"])
        print(
            f"Le {date.today():%d/%m/%Y}, {platform.platform(terse=True)}, {os.cpu_count()} cœurs, ", end=""
        )
        print(
            f"Python {platform.python_version()}, {'PostgreSQL' if env.get('BASE_DE_DONNEES') else 'SQLite'} ; ",
            end="",
        )
        print(f"médiane de {options.passes} passes, un processus, temps de processeur du serveur.")
        mesures, fait = {}, 0
        for volume in volumes:
            python(env, peupler, "volume", fait, volume)
            fait = volume
            options.requetes = compter_les_requetes(env)
            serveur = Serveur(env, lieu["temoins"])
            try:
                if volume == volumes[0]:
                    tableau_des_pages(serveur, lieu, options)
                    memoire = serveur.compter()["memoire"]
                for page in pages(lieu):
                    if page.est_de_volume:
                        temps = mesurer(serveur, page, page.adresse, options.passes, a_froid=True)
                        mesures.setdefault(page.nom, {})[volume] = temps
                grande = serveur.compter()["memoire"]
            finally:
                serveur.arreter()
        tableau_des_volumes(mesures, volumes)
        print(
            f"\nMémoire du processus : {memoire:.0f} Mo après toutes les pages, {grande:.0f} Mo au plus grand volume."
        )


if __name__ == "__main__":
    main()
