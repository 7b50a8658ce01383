"""Crée le premier agent d'une installation ; les suivants sont invités depuis l'annuaire."""

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Fonction, Organisation


class Command(BaseCommand):
    help = "Crée un agent de la DGALN et lui demande son mot de passe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--prenom", required=True)
        parser.add_argument("--nom", required=True)
        parser.add_argument("--intitule", default="Pilote national des Ateliers Locaux")
        parser.add_argument("--mot-de-passe", help="sinon, il est demandé sans être affiché")

    def handle(self, *args: Any, **options: Any) -> None:
        dgaln = Organisation.objects.filter(type=TypeOrganisation.DGALN).first()
        if dgaln is None:
            raise CommandError(
                "La DGALN n'est pas encore dans l'annuaire : lancez d'abord `manage.py installer`."
            )
        if Agent.objects.filter(email__iexact=options["email"]).exists():
            raise CommandError(f"{options['email']} a déjà un compte.")
        mot_de_passe = options["mot_de_passe"] or getpass("Mot de passe : ")
        try:
            validate_password(mot_de_passe)
        except ValidationError as erreur:
            raise CommandError(" ".join(erreur.messages)) from erreur
        agent = Agent.objects.create_user(
            options["email"], mot_de_passe, prenom=options["prenom"], nom=options["nom"]
        )
        Fonction.objects.create(agent=agent, organisation=dgaln, intitule=options["intitule"])
        self.stdout.write(self.style.SUCCESS(f"{agent} peut se connecter."))
