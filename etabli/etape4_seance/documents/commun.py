"""Ce que les documents d'une séance disent tous : quand, et à quelle adresse."""

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from etabli.etape4_seance.models import Seance
from etabli.socle import francais


def quand(seance: Seance) -> str:
    debut, fin = localtime(seance.debut), localtime(seance.fin)
    return f"{francais.periode(debut.date(), fin.date())}, {francais.heure(debut)} – {francais.heure(fin)}"


def adresse(nom: str, *args: object) -> str:
    return f"{settings.ADRESSE_DU_SITE}{reverse(nom, args=args)}"
