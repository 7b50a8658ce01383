"""Remet en file les envois dont l'heure est passée : la file les porte d'ordinaire, un ouvrier arrêté les oublie."""

from typing import Any

from django.core.management.base import BaseCommand

from etabli.donnees_ouvertes.tasks import relancer_les_envois


class Command(BaseCommand):
    help = (
        "Remet en file les envois aux abonnés dont l'heure est passée. Se rejoue sans rien envoyer deux fois."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        nb = relancer_les_envois()
        self.stdout.write(f"{nb} envoi{'s' if nb > 1 else ''} remis en file.")
