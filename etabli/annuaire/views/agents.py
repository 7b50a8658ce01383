"""Les agents de l'annuaire."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.models import Agent
from etabli.annuaire.repertoire import AGENTS
from etabli.annuaire.requete import RequeteAgent


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    exports = reverse("annuaire:exporter_les_agents", args=["FORME"])
    visibles = Agent.objects.visible_to(request.user)
    return montrer_la_liste(request, AGENTS, visibles, "annuaire/agents.html", exports=exports)


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    return telecharger_la_liste(request, AGENTS, Agent.objects.visible_to(request.user), forme, "agents")
