"""Sert la plateforme et fait les travaux de fond, d'une seule commande."""

import os
import socket
import subprocess
import sys
from typing import Any

import segno
import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection

from etabli.config.demonstration.comptes import COMPTES, MOT_DE_PASSE


class Command(BaseCommand):
    help = "Sert la plateforme (uvicorn) avec un ouvrier pour les travaux de fond."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--adresse", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--sans-ouvrier", action="store_true")
        parser.add_argument("--comptes-de-demonstration", action="store_true")
        parser.add_argument("--reseau", action="store_true", help="sert aussi les téléphones du réseau local")
        parser.add_argument("--processus", type=int, default=1, help="plusieurs seulement sur PostgreSQL")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["processus"] > 1 and connection.vendor != "postgresql":
            raise CommandError("Sur SQLite, un seul processus : les écrans des autres auraient du retard.")
        if options["reseau"]:
            options["adresse"] = self.ouvrir_au_reseau(options["adresse"], options["port"])
        if options["comptes_de_demonstration"]:
            # Les mots de passe y sont publics : un second facteur n'y protégerait rien et fermerait la porte.
            settings.SECOND_FACTEUR_EXIGE = False
            os.environ["SECOND_FACTEUR_EXIGE"] = "0"
            self.annoncer(f"http://{options['adresse']}:{options['port']}")
        ouvrier = None
        if not options["sans_ouvrier"]:
            ouvrier = subprocess.Popen(
                [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--interval", "0.5"],
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "etabli.config.settings"},
            )
        try:
            uvicorn.run(
                "etabli.config.asgi:application",
                host=options["adresse"],
                port=options["port"],
                workers=options["processus"],
                log_level="warning",
                lifespan="off",
                timeout_graceful_shutdown=3,
                proxy_headers=False,  # NB_MANDATAIRES dit combien croire, et Django le compte
                server_header=False,
            )
        finally:
            if ouvrier:
                ouvrier.terminate()
                ouvrier.wait(timeout=10)

    def ouvrir_au_reseau(self, adresse: str, port: int) -> str:
        """Les téléphones du Wi-Fi de ce poste entrent par son adresse : on la dit, et on la dessine."""
        ici = adresse if adresse not in {"127.0.0.1", "localhost", "0.0.0.0"} else adresse_locale()  # noqa: S104
        site = f"http://{ici}:{port}"
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ici]
        settings.ADRESSE_DU_SITE = site
        self.stdout.write(self.style.SUCCESS(f"Les téléphones du même réseau entrent par {site}/s/"))
        self.stdout.write(code_a_viser(f"{site}/s/"))
        return "0.0.0.0"  # noqa: S104 -- c'est ce qu'on demande : servir le réseau local

    def annoncer(self, site: str) -> None:
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"Établi est servi sur {site}"))
        self.stdout.write(
            f"Se connecter : {site}/comptes/login/ avec le mot de passe « {MOT_DE_PASSE} » et :"
        )
        for compte in COMPTES:
            self.stdout.write(f"  {compte.email:<46} {compte.role}")
        self.stdout.write(
            "Le second facteur, exigé en production de la DGALN et des acheteurs, ne l'est pas ici."
        )
        self.stdout.write("Ctrl+C pour arrêter.")


def adresse_locale() -> str:
    """L'adresse de ce poste sur son réseau ; aucun paquet n'est envoyé."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as prise:
        try:
            prise.connect(("10.255.255.255", 1))
        except OSError:
            return "127.0.0.1"
        return str(prise.getsockname()[0])


def code_a_viser(adresse: str) -> str:
    """Le code en demi-blocs, net dans un terminal clair comme sombre."""
    lignes = [list(ligne) for ligne in segno.make(adresse, error="l").matrix_iter(border=2)]
    lignes += [[0] * len(lignes[0])] * (len(lignes) % 2)
    # Un point clair est un plein : le code garde son contour blanc sur un terminal sombre.
    demis = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    paires = zip(lignes[::2], lignes[1::2], strict=True)
    return "\n".join("".join(demis[int(h), int(b)] for h, b in zip(*p, strict=True)) for p in paires)
