"""Refait l'index de la recherche, depuis la base."""

from typing import Any

from django.core.management.base import BaseCommand

from etabli.socle.recherche import reconstruire


class Command(BaseCommand):
    help = (
        "Refait l'index de la recherche en plein texte depuis la base (après un import ou une restauration)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        nombres = reconstruire()
        for nom, nb in nombres.items():
            self.stdout.write(f"{nom} : {nb}")
        self.stdout.write(self.style.SUCCESS(f"Index refait : {sum(nombres.values())} fiches."))
