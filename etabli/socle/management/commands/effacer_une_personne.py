"""Efface une personne sans compte (interrogée, conviée, présente), par son nom ou son adresse."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from etabli.socle.journal import caviarder
from etabli.socle.models import BoutDeChaine
from etabli.socle.personnes import trouver
from etabli.socle.personnes.droits import OUBLIEE

COURT = 4


class Command(BaseCommand):
    help = (
        "Efface une personne sans compte, par son nom entier ou son adresse ; --essai dit où elle est citée."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("personne", help="nom entier ou adresse électronique")
        parser.add_argument("--essai", action="store_true", help="dit ce qui serait effacé")

    def handle(self, *args: Any, **options: Any) -> None:
        personne = options["personne"].strip()
        if len(personne) < COURT:
            raise CommandError(
                "Donnez le nom entier ou l'adresse : trop court, il toucherait d'autres personnes."
            )
        trouves = trouver(personne)
        for traitement, objet in trouves:
            self.stdout.write(f"{traitement.nom} : {objet} (n° {objet.pk})")
        if options["essai"]:
            self.stdout.write(f"{len(trouves)} à effacer.")
            return
        with transaction.atomic():
            for traitement, objet in trouves:
                if traitement.effacer is not None:
                    traitement.effacer(objet)
            bout, _ = BoutDeChaine.objects.get_or_create(cle=1)
            nb = caviarder([personne], OUBLIEE, sujet=bout, par=None)
        self.stdout.write(f"{len(trouves)} effacés, {nb} faits du journal récrits.")
