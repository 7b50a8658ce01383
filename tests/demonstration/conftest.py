"""La démonstration, jouée une fois dans une base à elle et servie pour de vrai sur cette machine."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from etabli.config.demonstration.comptes import COMPTES
from tests.demonstration.explorateur import Explorateur
from tests.navigateur import ARGUMENTS, chromium

RACINE = Path(__file__).resolve().parents[2]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.demonstration)


class Demonstration:
    def __init__(self, dossier: Path) -> None:
        with socket.socket() as prise:
            prise.bind(("127.0.0.1", 0))
            self.port = prise.getsockname()[1]
        self.site = f"http://127.0.0.1:{self.port}"
        self.environnement = {
            **os.environ,
            "FICHIER_SQLITE": str(dossier / "demo.sqlite3"),
            "BASE_DE_DONNEES": "",
            "DOSSIER_DES_FICHIERS": str(dossier / "fichiers"),
            "TACHES_IMMEDIATES": "1",
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        }

    def commande(self, *arguments: str) -> str:
        fini = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=RACINE,
            env=self.environnement,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert fini.returncode == 0, fini.stdout + fini.stderr
        return fini.stdout

    def garder_une_copie(self) -> None:
        """Telle que la commande l'a laissée : les visiteurs y ouvriront des sessions, y laisseront des traces."""
        self.copie = Path(self.environnement["FICHIER_SQLITE"]).with_name("neuve.sqlite3")
        with (
            closing(sqlite3.connect(self.environnement["FICHIER_SQLITE"])) as origine,
            closing(sqlite3.connect(self.copie)) as cible,
        ):
            origine.backup(cible)

    def eprouver(self, module: str, base: str, delai: int) -> None:
        """Joue une épreuve de `tests.securite` sur cette base ; une faute par ligne, donc rien si tout tient."""
        fini = subprocess.run(
            [sys.executable, "-m", module],
            cwd=RACINE,
            env={**self.environnement, "FICHIER_SQLITE": base},
            capture_output=True,
            text=True,
            timeout=delai,
            check=False,
        )
        assert fini.stdout.strip() == ""
        assert fini.returncode == 0, fini.stderr

    def servir(self) -> subprocess.Popen[bytes]:
        commande = ["manage.py", "servir", "--port", str(self.port), "--sans-ouvrier"]
        serveur = subprocess.Popen([sys.executable, *commande], cwd=RACINE, env=self.environnement)
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{self.site}/comptes/login/", timeout=2).close()
                return serveur
            except OSError:
                time.sleep(0.25)
        serveur.kill()
        raise RuntimeError("Le serveur de démonstration ne répond pas.")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    demo = Demonstration(tmp_path_factory.mktemp("demonstration"))
    demo.sortie = demo.commande("demo")
    demo.garder_une_copie()
    serveur = demo.servir()
    yield demo
    serveur.terminate()
    serveur.wait(timeout=15)


@pytest.fixture(scope="session")
def explorateurs(demonstration, playwright):
    """Un visiteur par rôle, et le public, chacun avec les pages qu'il a trouvées en suivant les liens."""
    comptes = {"public": "", **{c.identifiant: c.email for c in COMPTES if c.est_annonce}}
    return {
        nom: Explorateur(demonstration.site, playwright, email).explorer() for nom, email in comptes.items()
    }


@pytest.fixture(scope="session")
def chromium_de_la_demonstration(playwright):
    if not chromium():
        pytest.skip("Chromium n'est pas installé : pages non regardées.")
    navigateur = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
    yield navigateur
    navigateur.close()
