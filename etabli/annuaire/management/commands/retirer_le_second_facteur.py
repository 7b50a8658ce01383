"""Rouvre son compte à qui a perdu son second facteur et ses codes de secours."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from etabli.annuaire.actions import retirer_le_second_facteur
from etabli.annuaire.models import Agent


class Command(BaseCommand):
    help = "Retire tous les seconds facteurs d'un agent et ferme ses sessions ; à faire après avoir vérifié qui il est."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adresse")

    def handle(self, *args: Any, **options: Any) -> None:
        agent = Agent.objects.filter(email__iexact=options["adresse"]).first()
        if agent is None:
            raise CommandError("Aucun compte n'a cette adresse.")
        retires = retirer_le_second_facteur(agent)
        if not retires:
            raise CommandError(f"{agent} n'a pas de second facteur.")
        self.stdout.write(
            self.style.SUCCESS(f"{agent} : second facteur retiré, sessions fermées, lettre envoyée.")
        )
