"""Lit le texte des documents déposés qui attendent de l'être, ou de tous."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from etabli.etape3_atelier.enums import EtatDuTexte
from etabli.etape3_atelier.models import DocumentLu
from etabli.etape3_atelier.tasks import lire_le_texte
from etabli.socle.francais import pluriel


class Command(BaseCommand):
    help = (
        "Lit le texte des documents déposés dans les bibliothèques et l'indexe : ceux qui attendent, ou, avec "
        "--tous, tous (après une restauration ou une meilleure lecture). Se rejoue sans effet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tous", action="store_true", help="relire aussi ceux qui ont déjà été lus")

    def handle(self, *args: Any, **options: Any) -> None:
        documents = DocumentLu.objects.filter(fichier__isnull=False)
        if not options["tous"]:
            documents = documents.filter(etat_du_texte=EtatDuTexte.A_LIRE)
        cles = list(documents.order_by("pk").values_list("pk", flat=True))
        DocumentLu.objects.filter(pk__in=cles).update(etat_du_texte=EtatDuTexte.A_LIRE)
        for pk in cles:
            lire_le_texte.func(pk)
        lus = DocumentLu.objects.filter(pk__in=cles, etat_du_texte=EtatDuTexte.LU).count()
        self.stdout.write(
            self.style.SUCCESS(f"{pluriel(len(cles), 'document')} : {lus} lus, {len(cles) - lus} illisibles.")
        )
