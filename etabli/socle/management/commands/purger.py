"""Efface ce dont la durée de conservation est passée ; `--essai` dit quoi et pourquoi, sans rien effacer."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from etabli.socle.personnes import echeances, purger_tout
from etabli.socle.personnes.conservation import prevenir

MONTRES = 5


class Command(BaseCommand):
    help = (
        "Efface les données des personnes dont la durée de conservation est passée (--essai : dit sans effacer). "
        "À lancer chaque nuit : prévient d'abord par courriel ceux dont le compte va l'être."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--essai", action="store_true", help="dit ce qui serait effacé, et pourquoi")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["essai"]:
            self._dire(list(echeances()), "à effacer")
        else:
            self.stdout.write(f"Préavis envoyés : {prevenir()}.")
            self._dire(purger_tout(), "effacé")

    def _dire(self, trouvees: list[Any], fait: str) -> None:
        for echeance in trouvees:
            if not echeance.objets:
                continue
            self.stdout.write(f"{echeance.traitement.nom} : {len(echeance.objets)} {fait}. {echeance.raison}")
            for objet in echeance.objets[:MONTRES] if fait.startswith("à") else ():
                self.stdout.write(f"  n° {objet.pk}")
        nb = sum(len(e.objets) for e in trouvees)
        self.stdout.write(f"Total {fait} : {nb}.")
