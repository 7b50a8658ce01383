"""Sert la plateforme et fait les travaux de fond, d'une seule commande."""

import os
import subprocess
import sys
from typing import Any

import uvicorn
from django.core.management import BaseCommand, CommandParser

from etabli.config.demonstration.comptes import COMPTES, MOT_DE_PASSE


class Command(BaseCommand):
    help = "Sert la plateforme (uvicorn) avec un ouvrier pour les travaux de fond."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--adresse", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--sans-ouvrier", action="store_true")
        parser.add_argument("--comptes-de-demonstration", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["comptes_de_demonstration"]:
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
                log_level="warning",
                lifespan="off",
                timeout_graceful_shutdown=3,
            )
        finally:
            if ouvrier:
                ouvrier.terminate()
                ouvrier.wait(timeout=10)

    def annoncer(self, site: str) -> None:
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"Établi est servi sur {site}"))
        self.stdout.write(
            f"Se connecter : {site}/comptes/login/ avec le mot de passe « {MOT_DE_PASSE} » et :"
        )
        for compte in COMPTES:
            self.stdout.write(f"  {compte.email:<46} {compte.role}")
        self.stdout.write("Ctrl+C pour arrêter.")
