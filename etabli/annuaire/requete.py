from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from etabli.annuaire.models import Agent


class RequeteAgent(HttpRequest):
    """Une requête dont l'auteur est connu : le seul type des vues d'étape."""

    user: Agent  # type: ignore[assignment]
    htmx: HtmxDetails
