"""manage.py importer_contours FICHIER : met en base les contours officiels que l'on a téléchargés."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from etabli.territoires.contours import FichierIllisibleError, importer
from etabli.territoires.enums import NiveauDeContour

NB_D_ECARTS_MONTRES = 20


class Command(BaseCommand):
    help = (
        "Importe les contours de communes ou d'intercommunalités d'un GeoJSON ou d'un GeoPackage "
        "(WGS 84 ou Lambert-93), par exemple Admin Express de l'IGN. Les cartes s'en servent aussitôt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--niveau", choices=NiveauDeContour.values, default=NiveauDeContour.COMMUNE.value)
        parser.add_argument("--source", default="", help="à citer sous les cartes (sinon, le nom du fichier)")
        parser.add_argument("--millesime", type=int, required=True, help="année du découpage dessiné")
        parser.add_argument("--a-blanc", action="store_true", help="ne rien écrire, seulement rendre compte")

    def handle(self, *args: Any, fichier: Path, **options: Any) -> None:
        if not fichier.is_file():
            raise CommandError(f"Le fichier {fichier} n'existe pas.")
        try:
            rapport = importer(
                fichier,
                niveau=NiveauDeContour(options["niveau"]),
                source=options["source"] or fichier.name,
                millesime=options["millesime"],
                a_blanc=options["a_blanc"],
            )
        except FichierIllisibleError as erreur:
            raise CommandError(str(erreur)) from erreur
        for ecart in rapport.ecartes[:NB_D_ECARTS_MONTRES]:
            self.stdout.write(ecart)
        if len(rapport.ecartes) > NB_D_ECARTS_MONTRES:
            self.stdout.write(f"… et {len(rapport.ecartes) - NB_D_ECARTS_MONTRES} autres.")
        self.stdout.write(self.style.SUCCESS(rapport.phrase))
        if options["a_blanc"]:
            self.stdout.write("À blanc : rien n'a été écrit.")
