"""Ce que toutes les vues d'agent partagent : la séance visible, son fil d'Ariane, un droit exigé."""

from typing import Any

from django.shortcuts import get_object_or_404

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.calcul.codes import lisible
from etabli.etape4_seance.models import Seance


def seance_visible(request: RequeteAgent, pk: int) -> Seance:
    return get_object_or_404(Seance.objects.visible_to(request.user).for_detail(), pk=pk)


def commun(seance: Seance) -> dict[str, Any]:
    dossier = seance.atelier.dossier
    return {
        "seance": seance,
        "dossier": dossier,
        "code_lisible": lisible(seance.code),
        "liens": [
            {"url": dossier.get_absolute_url(), "libelle": dossier.titre},
            {"url": seance.url_de_la_liste, "libelle": "Séances"},
        ],
    }
