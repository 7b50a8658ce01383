"""Sauvegarde la base et ses fichiers dans une archive, sans arrêter le service."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from etabli.socle.sauvegarde import ArchiveRefusee, ecrire, verifier
from etabli.socle.sauvegarde.moteurs import OutilAbsent


class Command(BaseCommand):
    help = "Écrit dans le dossier donné une archive de la base et des fichiers, puis la relit entière."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", type=Path)
        parser.add_argument("--garder", type=int, default=0, help="ne garder que les N dernières archives")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            archive, manifeste = ecrire(options["dossier"])
            verifier(archive)
        except (OutilAbsent, ArchiveRefusee, OSError) as erreur:
            raise CommandError(f"La sauvegarde n'est pas faite. {erreur}") from erreur
        if options["garder"] > 0:
            for ancienne in sorted(options["dossier"].glob("etabli-*.tar"))[: -options["garder"]]:
                ancienne.unlink()
        poids = manifeste.poids / 1e6
        self.stdout.write(f"{archive} : la base et {manifeste.nb_fichiers} fichiers, {poids:.1f} Mo.")
        if manifeste.absents:
            absents = ", ".join(manifeste.absents[:5])
            raise CommandError(f"{len(manifeste.absents)} fichiers cités par la base manquaient : {absents}.")
