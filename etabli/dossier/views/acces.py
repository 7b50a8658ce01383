"""La porte des pages du dossier : le trouver parmi ceux que l'agent voit."""

from django.shortcuts import get_object_or_404

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier


def le_dossier(request: RequeteAgent, pk: int) -> Dossier:
    dossiers = Dossier.objects.visible_to(request.user).for_list().select_related("perimetre_de_reflexion")
    return get_object_or_404(dossiers, pk=pk)
