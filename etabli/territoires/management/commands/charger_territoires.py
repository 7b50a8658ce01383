"""manage.py charger_territoires : met le découpage administratif en base."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from etabli.territoires.chargement import charger


class Command(BaseCommand):
    help = "Charge le code officiel géographique de donnees/territoires/ (sans effet s'il est déjà en place)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forcer", action="store_true", help="recharge même si rien n'a changé")

    def handle(self, *args: Any, forcer: bool, **options: Any) -> None:
        debut = monotonic()
        if charger(dire=self.stdout.write, forcer=forcer):
            self.stdout.write(self.style.SUCCESS(f"Fait en {monotonic() - debut:.0f} s."))
