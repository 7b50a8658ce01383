"""Remet une sauvegarde, service arrêté, et vérifie ce qui a été remis."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from etabli.socle.sauvegarde import ArchiveRefusee, controler, restaurer, verifier
from etabli.socle.sauvegarde.moteurs import OutilAbsent


class Command(BaseCommand):
    help = "Remet la base et les fichiers d'une archive, puis vérifie le journal et chaque empreinte."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--remplacer", action="store_true", help="efface la base qui est là")
        parser.add_argument("--verifier", action="store_true", help="relit l'archive sans rien changer")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verifier"]:
                manifeste = verifier(options["archive"])
                self.stdout.write(f"L'archive est entière : {manifeste.nb_fichiers} fichiers et la base.")
                return
            manifeste = restaurer(options["archive"], remplacer=options["remplacer"])
        except (OutilAbsent, ArchiveRefusee, OSError) as erreur:
            raise CommandError(f"Rien n'est restauré. {erreur}") from erreur
        self.stdout.write(f"Base du {manifeste.prise_le} et {manifeste.nb_fichiers} fichiers remis en place.")
        if defauts := list(controler()):
            raise CommandError("Ce qui a été remis ne tient pas :\n" + "\n".join(defauts))
        self.stdout.write(self.style.SUCCESS("Le journal tient, chaque fichier a son empreinte."))
