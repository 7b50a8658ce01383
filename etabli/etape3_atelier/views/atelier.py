"""La vue d'ensemble, et les actes du cycle."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.calcul.frise import dessiner
from etabli.etape3_atelier.forms import FORMULAIRES_D_ACTE
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.etape3_atelier.workflow import CYCLE, actes_proposes
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_GET
def detail(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    contexte: dict[str, Any] = {
        "actes": actes_proposes(atelier, request.user),
        "prochains": atelier.prochains_jalons(localdate())[:2] if atelier.est_ouvert else [],
        "aujourd_hui": localdate(),
        "frise": dessiner([j.phase for j in atelier.jalons.all()], localdate()),
        "avertissements": atelier.avertissements() if atelier.est_ouvert else [],
        "equipe": [m for m in atelier.equipe.membres.all() if m.est_en_cours],
        "faits": atelier.faits()[:6],
    }
    return montrer(request, atelier, "detail", "detail", contexte)


@require_http_methods(["GET", "POST"])
def avancer(request: RequeteAgent, dossier_id: int, acte: str) -> HttpResponse:
    """Un acte qui demande une date ou un motif montre d'abord son formulaire."""
    atelier = trouver(request, dossier_id)
    transition = CYCLE.par_nom.get(acte)
    if transition is None or (request.method == "GET" and not transition.saisie):
        raise Http404
    exiger(CYCLE.verdict(acte, atelier, request.user))
    if not transition.saisie:
        CYCLE.avancer(acte, atelier, par=request.user)
        return redirect(atelier)
    form = FORMULAIRES_D_ACTE[acte](request.POST or None)
    if tenter(form, lambda saisi: CYCLE.avancer(acte, atelier, par=request.user, **saisi)):
        messages.success(request, f"« {transition.libelle} » : c'est fait.")
        return redirect(atelier)
    options = {"titre": transition.libelle, "libelle": transition.libelle}
    return saisir(request, atelier, form, actif="detail", annuler=atelier.get_absolute_url(), **options)
