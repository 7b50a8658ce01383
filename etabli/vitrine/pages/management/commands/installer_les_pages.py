"""manage.py installer_les_pages : pose les pages livrées et les droits de la rédaction."""

from typing import Any

from django.core.management import BaseCommand

from etabli.vitrine.pages.livraison import installer_les_pages


class Command(BaseCommand):
    help = "Pose les pages du site public et les droits de la rédaction ; rejouée, elle n'écrase aucune page."

    def handle(self, *args: Any, **options: Any) -> None:
        nb = installer_les_pages()
        self.stdout.write(f"{nb} pages posées." if nb else "Les pages sont déjà là : rien n'a été changé.")
