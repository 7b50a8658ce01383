"""Ce que le dossier donne à chercher : lui-même et ses messages."""

from django.urls import reverse

from etabli.dossier.models import Dossier, Message
from etabli.socle.recherche import Cherchable, declarer

declarer(
    Cherchable(
        Dossier,
        "Dossiers",
        titre=lambda d: d.titre,
        corps=lambda d: f"{d.perimetre.nom}. {d.format.nom}",
        visibles=Dossier.objects.visible_to,
        lien=lambda d: d.get_absolute_url(),
        precharger=lambda q: q.select_related("perimetre", "format"),
        ordre=10,
    ),
    Cherchable(
        Message,
        "Messages",
        titre=lambda m: f"Message de {m.auteur}",
        corps=lambda m: m.texte,
        visibles=Message.objects.visible_to,
        lien=lambda m: reverse("dossier:messages", args=[m.dossier_id]),
        fil=lambda m: f"dossier-{m.dossier_id}",
        precharger=lambda q: q.select_related("auteur"),
        ordre=80,
    ),
)
