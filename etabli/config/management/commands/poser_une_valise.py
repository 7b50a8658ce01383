"""Pose une séance sur ce poste, pour la tenir sans Internet ; crée le compte de qui l'anime."""

import secrets
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import transaction

from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.etape4_seance.calcul.codes import lisible
from etabli.etape4_seance.calcul.enveloppe import ValiseRefusee, empreinte, ouvrir
from etabli.etape4_seance.models import Valise
from etabli.etape4_seance.valise.depart import poser
from etabli.territoires.models import Commune


class Command(BaseCommand):
    help = "Pose sur ce poste une séance préparée pour être tenue hors ligne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--mot-de-passe", help="sinon, il est tiré au hasard et affiché")
        parser.add_argument(
            "--sans-territoires", action="store_true", help="ne charge pas les communes (15 s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        try:
            contenu, cle = ouvrir(options["fichier"].read_bytes())
        except OSError as erreur:
            raise CommandError(f"{options['fichier']} ne se lit pas : {erreur.strerror}.") from erreur
        except ValiseRefusee as refus:
            raise CommandError(str(refus)) from refus
        if not options["sans_territoires"] and not Commune.objects.exists():
            call_command("charger_territoires", stdout=self.stdout)
        mot_de_passe = options["mot_de_passe"] or secrets.token_urlsafe(9)
        try:
            valise, agent, est_neuf = self.installer(contenu, mot_de_passe)
        except ValiseRefusee as refus:
            raise CommandError(str(refus)) from refus
        self.dire(valise, agent, mot_de_passe if est_neuf else "", empreinte(cle))

    @transaction.atomic
    def installer(self, contenu: dict[str, Any], mot_de_passe: str) -> tuple[Valise, Agent, bool]:
        decor = contenu.get("decor", {})
        if not decor:
            raise ValiseRefusee("Cette valise revient d'un portable : elle se rapporte sur la plateforme.")
        qui, ou = decor["agent"], decor["organisation"]
        agent = Agent.objects.filter(email__iexact=qui["email"]).first()
        est_neuf = agent is None
        agent = agent or Agent.objects.create_user(
            qui["email"], mot_de_passe, prenom=qui["prenom"], nom=qui["nom"]
        )
        organisation, _ = Organisation.objects.get_or_create(nom=ou["nom"], defaults={"type": ou["type"]})
        if not agent.fonctions.filter(organisation=organisation).exists():
            Fonction.objects.create(agent=agent, organisation=organisation, intitule="Anime la séance")
        return poser(contenu, par=agent, organisation=organisation), agent, est_neuf

    def dire(self, valise: Valise, agent: Agent, mot_de_passe: str, de_qui: str) -> None:
        seance = valise.seance
        self.stdout.write(
            self.style.SUCCESS(f"{seance} est posée sur ce poste, code {lisible(seance.code)}.")
        )
        self.stdout.write(f"Elle vient de {valise.site}, dont l'empreinte est {de_qui}.")
        self.stdout.write(
            f"Compte : {agent.email}" + (f", mot de passe : {mot_de_passe}" if mot_de_passe else "")
        )
        self.stdout.write("Pour l'ouvrir à la salle : make serve RESEAU=1, puis montrez le code affiché.")
