"""manage.py importer_mesures JEU FICHIER : met en base les mesures d'un fichier publié."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from etabli.territoires.actions import appliquer_un_import, deposer_des_mesures, relire_un_import
from etabli.territoires.enums import Jeu
from etabli.territoires.mesures import JEUX, FichierRefuseError

NB_D_ECARTS_MONTRES = 20


class Command(BaseCommand):
    help = (
        "Importe les populations historiques ou le dossier complet de l'Insee, ou la consommation d'espaces du "
        "Cerema, tels qu'ils sont publiés (CSV, ZIP ou XLSX). Rejouer le même fichier ne change rien."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("jeu", choices=Jeu.values)
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--millesime", type=int, required=True, help="année de publication du fichier")
        parser.add_argument("--source", default="", help="à citer sous les chiffres (sinon, celle du jeu)")
        parser.add_argument(
            "--a-blanc", action="store_true", help="ne rien appliquer, seulement rendre compte"
        )

    def handle(self, *args: Any, jeu: str, fichier: Path, **options: Any) -> None:
        if not fichier.is_file():
            raise CommandError(f"Le fichier {fichier} n'existe pas.")
        source = options["source"] or JEUX[jeu].source
        try:
            with fichier.open("rb") as ouvert:
                origine = deposer_des_mesures(
                    jeu, File(ouvert, fichier.name), millesime=options["millesime"], source=source, par=None
                )
            if options["a_blanc"]:
                relire_un_import(origine)
            else:
                appliquer_un_import(origine, par=None)
        except (ValidationError, FichierRefuseError) as erreur:
            phrases = erreur.messages if isinstance(erreur, ValidationError) else [str(erreur)]
            raise CommandError(" ".join(phrases)) from erreur
        self.rendre_compte(origine.rapport)
        if options["a_blanc"]:
            self.stdout.write("À blanc : aucune mesure n'a changé.")

    def rendre_compte(self, rapport: dict[str, Any]) -> None:
        if refus := rapport.get("refus"):
            raise CommandError(refus)
        for ecart in rapport["ecarts"][:NB_D_ECARTS_MONTRES]:
            self.stdout.write(f"ligne {ecart['ligne']}, {ecart['code']} : {ecart['phrase']}")
        reste = sum(rapport["nb_ecarts"].values()) - NB_D_ECARTS_MONTRES
        if reste > 0:
            self.stdout.write(f"… et {reste} autres écarts.")
        self.stdout.write(
            self.style.SUCCESS(
                f"{rapport['nb_lignes']} lignes, {rapport['nb_communes']} communes, {rapport['nb_mesures']} mesures "
                f"dans {len(rapport['colonnes'])} colonnes sur {rapport['nb_colonnes']}."
            )
        )
