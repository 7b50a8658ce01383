"""Le calendrier en vigueur, ses versions, et le déplacement d'une phase."""

from itertools import pairwise

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import deplacer_un_jalon
from etabli.etape3_atelier.calcul.calendrier import Difference, differences
from etabli.etape3_atelier.calcul.frise import dessiner
from etabli.etape3_atelier.forms import JalonForm, jalon_initial
from etabli.etape3_atelier.models import Atelier, VersionDuCalendrier
from etabli.etape3_atelier.permissions import peut_deplacer
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


def versions(atelier: Atelier) -> list[tuple[VersionDuCalendrier, list[Difference]]]:
    """Chaque version, la plus récente d'abord, avec ce qu'elle change à la précédente."""
    toutes = list(atelier.versions_du_calendrier.select_related("publiee_par"))
    changees = [differences(avant.phases, apres.phases) for apres, avant in pairwise(toutes)]
    return list(zip(toutes, [*changees, []], strict=True)) if toutes else []


@require_GET
def calendrier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    contexte = {
        "frise": dessiner([j.phase for j in atelier.jalons.all()], localdate()),
        "avertissements": atelier.avertissements(),
        "peut_deplacer": peut_deplacer(request.user, atelier),
        "versions": versions(atelier),
    }
    return montrer(request, atelier, "calendrier", "calendrier", contexte)


@require_http_methods(["GET", "POST"])
def jalon(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    phase = get_object_or_404(atelier.jalons, pk=pk)
    exiger(peut_deplacer(request.user, atelier))
    form = JalonForm(request.POST or None, initial=jalon_initial(phase))
    if tenter(form, lambda saisi: deplacer_un_jalon(phase, par=request.user, **saisi)):
        messages.success(request, f"« {phase} » : le calendrier est à jour.")
        return redirect("atelier:calendrier", dossier_id)
    intro = (
        f"Actuellement {phase.phase.periode}. Publier fait une version et prévient ceux que cela concerne."
    )
    options = {"titre": f"Déplacer « {phase} »", "libelle": "Publier le calendrier", "intro": intro}
    annuler = f"{atelier.get_absolute_url()}calendrier/"
    return saisir(request, atelier, form, actif="calendrier", annuler=annuler, **options)
