"""Relit toute la chaîne du journal ; sort en erreur si un fait manque ou a été modifié."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from etabli.socle.journal import ruptures
from etabli.socle.models import Fait


class Command(BaseCommand):
    help = "Vérifie la chaîne du journal."

    def handle(self, *args: Any, **options: Any) -> None:
        trouvees = list(ruptures())
        if trouvees:
            raise CommandError("\n".join(trouvees))
        self.stdout.write(self.style.SUCCESS(f"Le journal tient : {Fait.objects.count()} faits chaînés."))
