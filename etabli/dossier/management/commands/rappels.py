"""Envoie à chacun le récapitulatif de ce qu'on attend de lui ; se rejoue sans rien renvoyer."""

from datetime import date
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.utils.timezone import localdate

from etabli.dossier.rappels import destinataires, envoyer_le_recapitulatif, lignes_du_jour
from etabli.socle.francais import pluriel


class Command(BaseCommand):
    help = "Envoie les rappels du jour : une lettre par personne au plus. À lancer chaque matin par une minuterie."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--le", type=date.fromisoformat, default=None, help="le jour, AAAA-MM-JJ")
        parser.add_argument("--simuler", action="store_true", help="dire ce qui partirait, sans rien envoyer")

    def handle(self, *args: Any, **options: Any) -> None:
        jour = options["le"] or localdate()
        rappeler = lignes_du_jour if options["simuler"] else envoyer_le_recapitulatif
        nb_lettres = 0
        for agent in destinataires():
            lignes = rappeler(agent, jour)
            nb_lettres += bool(lignes)
            if lignes and options["simuler"]:
                self.stdout.write(f"{agent.email} : {pluriel(len(lignes), 'rappel')}")
        verbe = "partirait" if options["simuler"] else "envoyée"
        self.stdout.write(
            f"{pluriel(nb_lettres, 'lettre')} {verbe if nb_lettres < 2 else _au_pluriel(verbe)}."
        )


def _au_pluriel(verbe: str) -> str:
    return {"partirait": "partiraient", "envoyée": "envoyées"}[verbe]
