"""Met en place ce qui est vrai partout : découpage, services, programme, critères, accords-cadres, réalisations."""

from typing import Any

from django.core.management import BaseCommand, call_command

from etabli.config.demonstration.monde import installer_les_references


class Command(BaseCommand):
    help = "Installe les références ; rejouée, elle n'écrase rien de ce qui a été réglé à l'écran."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        installer_les_references()
        self.stdout.write(self.style.SUCCESS("Références en place."))
