"""Ce qu'il y a à faire, par qui, pour quand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import confier, faire
from etabli.etape3_atelier.forms import TacheForm
from etabli.etape3_atelier.models import Tache
from etabli.etape3_atelier.permissions import peut_contribuer
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_GET
def taches(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    toutes = list(Tache.objects.visible_to(request.user).filter(atelier=atelier).for_list())
    aujourd_hui = localdate()
    contexte: dict[str, Any] = {
        "a_faire": [(t, t.est_en_retard(aujourd_hui)) for t in toutes if t.faite_le is None],
        "faites": [t for t in toutes if t.faite_le],
        "peut_ajouter": peut_contribuer(request.user, atelier),
    }
    return montrer(request, atelier, "taches", "taches", contexte)


@require_http_methods(["GET", "POST"])
def tache(request: RequeteAgent, dossier_id: int, pk: int | None = None) -> HttpResponse:
    """Écrire une tâche (sans `pk`, `?decision=` propose son origine), ou la récrire."""
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    ecrite = get_object_or_404(atelier.taches, pk=pk) if pk else None
    initial = {"decision": request.GET["decision"]} if "decision" in request.GET else {}
    form = TacheForm(request.POST or None, instance=ecrite, initial=initial, atelier=atelier)
    if tenter(form, lambda saisi: confier(atelier, tache=ecrite, par=request.user, **saisi)):
        messages.success(request, "La tâche est enregistrée.")
        return redirect("atelier:taches", dossier_id)
    titre = "Modifier une tâche" if ecrite else "Ajouter une tâche"
    annuler = reverse("atelier:taches", args=[dossier_id])
    return saisir(request, atelier, form, actif="taches", titre=titre, annuler=annuler)


@require_POST
def avancer(request: RequeteAgent, dossier_id: int, pk: int, est_faite: bool) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    faire(get_object_or_404(atelier.taches, pk=pk), est_faite=est_faite, par=request.user)
    messages.success(request, "La tâche est faite." if est_faite else "La tâche est rouverte.")
    return redirect("atelier:taches", dossier_id)
