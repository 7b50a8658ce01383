"""Efface noms, pseudonymes et adresses des séances anciennes, et dit ce qui l'a été."""

from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from etabli.etape4_seance.actions.purger import a_purger, mesurer, purger

JOURS = 365


class Command(BaseCommand):
    help = "Efface les données des personnes des séances finies depuis longtemps. --constat dit sans effacer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jours", type=int, default=JOURS, help="Ancienneté de la séance, en jours.")
        parser.add_argument("--constat", action="store_true", help="Dit ce qui serait effacé, n'efface rien.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["jours"] < 1:
            raise CommandError("Donnez une ancienneté d'au moins un jour.")
        seances = a_purger(timezone.now() - timedelta(days=options["jours"]))
        agir = mesurer if options["constat"] else purger
        for purge in map(agir, seances):
            self.stdout.write(
                f"{purge.seance.atelier} · {purge.seance} : {purge.nb_emargements} signatures, "
                f"{purge.nb_pseudonymes} pseudonymes, {purge.nb_adresses} adresses"
            )
        fait = "à effacer" if options["constat"] else "effacées"
        self.stdout.write(f"{len(seances)} séances, données {fait}.")
