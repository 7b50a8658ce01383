"""Crée la base et joue un programme complet de démonstration ; rejouée, elle ne double rien."""

import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.test.utils import override_settings
from django.utils.timezone import localdate

from etabli.config.demonstration.jouer import est_jouee, jouer
from etabli.dossier.models import Dossier

# Pendant la démonstration, chaque travail se fait sur-le-champ et aucun courriel ne part.
REGLAGES = {
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    "PASSWORD_HASHERS": settings.PASSWORD_HASHERS,
}


class Command(BaseCommand):
    help = "Joue la démonstration : un atelier complet et trois dossiers, par les portes des utilisateurs."

    def handle(self, *args: Any, **options: Any) -> None:
        debut = time.monotonic()
        call_command("migrate", verbosity=0)
        if est_jouee():
            self.stdout.write("La démonstration est déjà en place.")
            return
        self.reprendre_a_zero()
        self.debut, self.etape = debut, ""
        with override_settings(**REGLAGES):
            jouer(localdate(), self.annoncer)
        self.stdout.write(self.style.SUCCESS(f"Démonstration prête en {time.monotonic() - debut:.0f} s."))

    def reprendre_a_zero(self) -> None:
        """Une démonstration interrompue se rejoue entière, mais jamais par-dessus de vrais dossiers."""
        if Dossier.objects.filter(est_fictif=False).exists():
            raise CommandError("Cette base contient de vrais dossiers : la démonstration n'y sera pas jouée.")
        if Dossier.objects.exists():
            self.stdout.write("Une démonstration était restée inachevée : on la reprend du début.")
            call_command("flush", interactive=False, verbosity=0)

    def annoncer(self, etape: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self.debut:5.1f} s  {etape}")
        self.stdout.flush()
