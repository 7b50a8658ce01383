"""La porte des pages du dossier : le trouver parmi ceux que l'agent voit, puis exiger un verdict."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.socle.verdict import Verdict


def le_dossier(request: RequeteAgent, pk: int) -> Dossier:
    return get_object_or_404(Dossier.objects.visible_to(request.user).for_list(), pk=pk)


def exiger(verdict: Verdict) -> None:
    if not verdict:
        raise PermissionDenied(verdict.motif)
