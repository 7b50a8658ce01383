"""Rend la main sur ce qu'un ouvrier tué a laissé en cours ; se lance avec l'ouvrier, ou par une minuterie."""

from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandParser

from etabli.socle.travaux import abandonner_ceux_de, abandonner_les_interrompus


class Command(BaseCommand):
    help = "Marque échoués les travaux restés en cours trop longtemps : leur demandeur peut les relancer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heures", type=float, default=2.0, help="au-delà, un travail est dit interrompu"
        )
        parser.add_argument(
            "--ouvrier",
            default="",
            help="aussi, sans attendre, ceux de l'ouvrier de ce nom (db_worker --worker-id)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        nb = abandonner_ceux_de(options["ouvrier"]) if options["ouvrier"] else 0
        nb += abandonner_les_interrompus(timedelta(hours=options["heures"]))
        self.stdout.write(f"Travaux interrompus : {nb}.")
