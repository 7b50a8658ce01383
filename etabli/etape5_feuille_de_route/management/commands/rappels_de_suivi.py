"""Demande aux porteurs où en sont leurs actions, une semaine avant chaque bilan ; se rejoue sans rien renvoyer."""

from datetime import date
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.utils.timezone import localdate

from etabli.etape5_feuille_de_route.rappels_de_suivi import rappeler, rappels_du_jour
from etabli.socle.francais import pluriel


class Command(BaseCommand):
    help = "Écrit aux porteurs des actions avant les bilans à 6, 12 et 24 mois. À lancer chaque matin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--le", type=date.fromisoformat, default=None, help="le jour, AAAA-MM-JJ")
        parser.add_argument("--simuler", action="store_true", help="dire ce qui partirait, sans rien envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        jour = options["le"] or localdate()
        if options["simuler"]:
            for rappel in rappels_du_jour(jour):
                self.stdout.write(f"{rappel.adresse} : {pluriel(len(rappel.actions), 'action')}")
            return
        self.stdout.write(f"{pluriel(rappeler(jour), 'lettre écrite')}.")
