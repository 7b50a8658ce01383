"""manage.py charger_realisations : met en base le recensement des ateliers réels."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from etabli.vitrine.actions import charger_les_realisations

FICHIER = Path(settings.DONNEES) / "realisations" / "ateliers.csv"


class Command(BaseCommand):
    help = "Met en base les ateliers réels recensés ; relancée, elle ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", nargs="?", type=Path, default=FICHIER)

    def handle(self, *args: Any, **options: Any) -> None:
        fichier: Path = options["fichier"]
        if not fichier.is_file():
            raise CommandError(f"Le fichier {fichier} n'existe pas.")
        bilan = charger_les_realisations(fichier)
        self.stdout.write(
            f"{bilan.nb} réalisations : {bilan.nb_reconnues} situées, {bilan.nb_approchees} approchées, "
            f"{bilan.nb - bilan.nb_reconnues - bilan.nb_approchees} sans position ; "
            f"{bilan.nb_retirees} retirées."
        )
