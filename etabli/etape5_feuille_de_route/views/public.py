"""Sans compte : donner des nouvelles par son lien, lire l'avancement d'une feuille ouverte à tous."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from etabli.etape5_feuille_de_route.actions import faire_le_point_par_lien
from etabli.etape5_feuille_de_route.forms import PointParLienForm
from etabli.etape5_feuille_de_route.liens import lire_le_lien
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.etape5_feuille_de_route.publiques import (
    actions_publiques,
    etats,
    feuilles_publiques,
    graphique_de_l_avancement,
    tableau_public,
)
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page

# Le lien est mort : la page dit pourquoi, avec le statut qui convient aux machines.
PLUS_VALABLE = 410


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def par_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le lien n'ouvre que cela : dire où en est cette action."""
    lien = lire_le_lien(jeton)
    if lien is None:
        return page(request, "feuille_de_route/par_lien.html", {"lien": None}, statut=PLUS_VALABLE)
    envoi = request.POST if request.method == "POST" else None
    form = PointParLienForm(envoi, initial={"statut": lien.action.statut})
    est_fait = tenter(form, lambda saisi: faire_le_point_par_lien(lien, **saisi))
    contexte: dict[str, Any] = {
        "lien": lien,
        "action": lien.action,
        "points": lien.action.points.filter(auteur=lien.adresse),
        "est_fait": est_fait,
    }
    return page(request, "feuille_de_route/par_lien.html", contexte, form=form)


def _publique(dossier_id: int) -> FeuilleDeRoute:
    return get_object_or_404(feuilles_publiques(), dossier_id=dossier_id)


@login_not_required
@require_GET
def feuille(request: HttpRequest, dossier_id: int) -> HttpResponse:
    lue = _publique(dossier_id)
    actions = actions_publiques(lue)

    def adresse(action: Action) -> str:
        return reverse("feuille_de_route:action_publique", args=[dossier_id, action.numero])

    axes = list(lue.axes.all())
    contexte: dict[str, Any] = {
        "feuille": lue,
        "dossier": lue.dossier,
        "etats": etats(list(lue.bilans.all()), actions),
        "axes": [
            (axe, tableau_public([a for a in actions if a.axe_id == axe.pk], str(axe), adresse))
            for axe in axes
        ],
        "nb": len(actions),
    }
    contexte["graphique"] = graphique_de_l_avancement(contexte["etats"]) if actions else None
    return page(request, "feuille_de_route/public_feuille.html", contexte)


@login_not_required
@require_GET
def action(request: HttpRequest, dossier_id: int, numero: int) -> HttpResponse:
    lue = _publique(dossier_id)
    montree = get_object_or_404(lue.actions.for_list(), numero=numero)
    contexte: dict[str, Any] = {
        "feuille": lue,
        "dossier": lue.dossier,
        "action": montree,
        "communes": montree.communes.all(),
        "points": montree.points.all(),
    }
    return page(request, "feuille_de_route/public_action.html", contexte)
