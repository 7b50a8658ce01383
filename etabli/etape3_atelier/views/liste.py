"""La liste des ateliers que l'agent peut voir."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.listes import ATELIERS
from etabli.etape3_atelier.models import Atelier


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    exports = reverse("atelier:exporter_la_liste", args=["FORME"])
    visibles = Atelier.objects.visible_to(request.user)
    return montrer_la_liste(request, ATELIERS, visibles, "annuaire/listes/page.html", exports=exports)


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    return telecharger_la_liste(
        request, ATELIERS, Atelier.objects.visible_to(request.user), forme, "ateliers"
    )
