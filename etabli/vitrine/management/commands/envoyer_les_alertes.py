"""Annonce aux visiteurs abonnés les ateliers nouveaux, et efface les alertes arrivées à leur terme."""

from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.utils.timezone import now

from etabli.socle.francais import pluriel
from etabli.vitrine.actions import annoncer_les_nouveautes, effacer_les_alertes_perimees


class Command(BaseCommand):
    help = "Une lettre par alerte qui a du neuf ; se rejoue sans rien renvoyer. À lancer par une minuterie."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--simuler", action="store_true", help="dire ce qui partirait, sans rien envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["simuler"]:
            nb = annoncer_les_nouveautes(a_blanc=True)
            self.stdout.write(f"{pluriel(nb, 'lettre')} à envoyer.")
            return
        effacees, nb = effacer_les_alertes_perimees(now()), annoncer_les_nouveautes()
        self.stdout.write(
            f"{pluriel(nb, 'lettre')}, {pluriel(effacees, 'alerte effacée', 'alertes effacées')}."
        )
