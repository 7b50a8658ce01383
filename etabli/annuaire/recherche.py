"""Ce que l'annuaire donne à chercher : les personnes et les organisations."""

from django.urls import reverse

from etabli.annuaire.models import Agent, Organisation
from etabli.socle.recherche import Cherchable, declarer

declarer(
    Cherchable(
        Agent,
        "Personnes",
        titre=str,
        corps=lambda a: a.email,
        visibles=Agent.objects.visible_to,
        lien=lambda a: reverse("annuaire:organisations"),
        se_cherche=lambda a: a.is_active,
        ordre=90,
    ),
    Cherchable(
        Organisation,
        "Organisations",
        titre=lambda o: o.nom,
        corps=lambda o: o.get_type_display(),
        visibles=Organisation.objects.visible_to,
        lien=lambda o: o.get_absolute_url(),
        ordre=85,
    ),
)
