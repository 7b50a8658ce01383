"""Banc : ce que pèse une page dans un vrai navigateur, à la première visite puis à la suivante.

python tests/charge/banc_leger.py [base.sqlite3]

Sert la plateforme comme en production (fichiers collectés, allégés, empreintés, comprimés) sur une base de
démonstration, la sienne ou celle qu'on lui donne, et compte les octets reçus, en-têtes compris. Sort en faute si
une page publique passe les bornes : 150 ko d'abord, 30 ko ensuite, 25 requêtes, rien d'un tiers.
"""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.navigateur import ARGUMENTS, chromium

PREMIERE, SUIVANTE, REQUETES = 150_000, 30_000, 25
FAMILLES = {
    "Document": "page",
    "Stylesheet": "styles",
    "Script": "scripts",
    "Font": "polices",
    "Image": "images",
}
EN_TETES = {"X-Forwarded-Proto": "https"}


def commande(*morceaux: str) -> None:
    subprocess.run([sys.executable, "manage.py", *morceaux], check=True, stdout=subprocess.DEVNULL)


def pages(base: Path) -> dict[str, str]:
    with sqlite3.connect(base) as lu:
        code = lu.execute("SELECT code FROM seance_seance WHERE etat = 'ouverte' LIMIT 1").fetchone()
        fiche = lu.execute(
            "SELECT dossier_id FROM restitution_fichepublique WHERE publiee_le IS NOT NULL LIMIT 1"
        ).fetchone()
    trouvees = {
        "accueil": "/",
        "les ateliers : carte et liste": "/les-ateliers/",
        "les ateliers d'une région": "/les-ateliers/?region=28",
        "un atelier recensé": "/les-ateliers/tessy-bocage/",
        "connexion": "/comptes/login/",
    }
    if fiche:
        trouvees["un atelier publié"] = f"/les-ateliers/{fiche[0]}/"
    if code:
        trouvees["une séance, au téléphone"] = f"/s/{code[0]}/"
    return trouvees


class Mesure:
    """Les octets qu'un onglet reçoit, un par un, par le protocole du navigateur."""

    def __init__(self, contexte: BrowserContext, site: str) -> None:
        self.page = contexte.new_page()
        self.site = site
        self.types: dict[str, str] = {}
        self.octets: Counter[str] = Counter()
        self.requetes: list[str] = []
        canal = contexte.new_cdp_session(self.page)
        canal.send("Network.enable")
        canal.on("Network.requestWillBeSent", self._partie)
        canal.on("Network.loadingFinished", self._recue)

    def _partie(self, envoi: dict[str, Any]) -> None:
        if envoi["request"]["url"].startswith("http"):
            self.types[envoi["requestId"]] = envoi.get("type", "Other")
            self.requetes.append(envoi["request"]["url"])

    def _recue(self, fin: dict[str, Any]) -> None:
        if type_ := self.types.get(fin["requestId"]):
            self.octets[FAMILLES.get(type_, "données")] += int(fin["encodedDataLength"])

    def ouvrir(self, adresse: str) -> None:
        self.page.goto(self.site + adresse)
        self.page.wait_for_load_state("load")
        # La carte et le direct demandent leurs données une fois la page là ; un flux ouvert ne finit jamais.
        self.page.wait_for_timeout(800)

    @property
    def reseau(self) -> list[str]:
        return self.requetes

    @property
    def tiers(self) -> list[str]:
        return [u for u in self.requetes if not u.startswith(self.site)]


def peser(navigateur: Browser, site: str, nom: str, adresse: str) -> list[str]:
    """Une ligne du tableau, et ce qui passe les bornes."""
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, extra_http_headers=EN_TETES)
    premiere = Mesure(contexte, site)
    premiere.ouvrir(adresse)
    suivante = Mesure(contexte, site)
    suivante.ouvrir(adresse)
    contexte.close()
    total, encore = premiere.octets.total(), suivante.octets.total()
    detail = " ".join(f"{premiere.octets[f] / 1000:9.1f}" for f in (*FAMILLES.values(), "données"))
    print(f"{nom:32}{len(premiere.requetes):5}{total / 1000:9.1f}{encore / 1000:9.1f}   {detail}")
    fautes = [f"{nom} appelle {u}" for u in premiere.tiers]
    for trop, phrase in (
        (total > PREMIERE, f"{nom} pèse {total / 1000:.0f} ko à la première visite"),
        (encore > SUIVANTE, f"{nom} pèse encore {encore / 1000:.0f} ko ensuite"),
        (len(premiere.requetes) > REQUETES, f"{nom} demande {len(premiere.requetes)} requêtes"),
    ):
        if trop:
            fautes.append(phrase)
    return fautes


def attendre(site: str, serveur: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(urllib.request.Request(site, headers=EN_TETES), timeout=5)
        except (urllib.error.URLError, OSError):
            if serveur.poll() is not None:
                sys.exit("Le serveur s'est arrêté.")
            time.sleep(0.3)
        else:
            return


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def main() -> int:
    if not chromium():
        print("Chromium n'est pas installé : rien n'est mesuré.")
        return 0
    with tempfile.TemporaryDirectory() as dossier:
        base = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(dossier) / "base.sqlite3"
        os.environ |= {
            "FICHIER_SQLITE": str(base),
            "DOSSIER_DES_FICHIERS": f"{dossier}/fichiers",
            "DOSSIER_DES_STATIQUES": f"{dossier}/statiques",
            "NIVEAU_DU_JOURNAL": "ERROR",
            "SECRET_KEY": "une-cle-de-banc-qui-ne-sert-nulle-part-ailleurs-0123456789",
        }
        if not base.exists():
            commande("demo")
        os.environ["EN_PRODUCTION"] = "1"
        Path(dossier, "statiques").mkdir()
        depart = time.monotonic()
        commande("collectstatic", "--noinput")
        print(f"Collecte des fichiers statiques : {time.monotonic() - depart:.1f} s")
        return mesurer(base)


def mesurer(base: Path) -> int:
    port = port_libre()
    site = f"http://127.0.0.1:{port}"
    serveur = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "etabli.config.asgi:application", "--port", str(port), "--lifespan", "off",
         "--log-level", "error", "--timeout-graceful-shutdown", "2"]
    )  # fmt: skip
    try:
        attendre(f"{site}/", serveur)
        print(f"{'page':32}{'req.':>5}{'1re, ko':>9}{'puis, ko':>9}   "
              + " ".join(f"{f:>9}" for f in (*FAMILLES.values(), "données")))  # fmt: skip
        with sync_playwright() as p:
            navigateur = p.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            fautes = [f for nom, a in pages(base).items() for f in peser(navigateur, site, nom, a)]
            navigateur.close()
    finally:
        serveur.terminate()
        serveur.wait(timeout=15)
    for faute in fautes:
        print(re.sub(r"^", "FAUTE : ", faute))
    return 1 if fautes else 0


if __name__ == "__main__":
    raise SystemExit(main())
