"""Déplacer une action : la page montre d'abord ce que cela décale."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import (
    ActionModifieeEntreTemps,
    Consequence,
    ce_que_cela_decale,
    deplacer_une_action,
)
from etabli.etape5_feuille_de_route.colonnes import CONSEQUENCES
from etabli.etape5_feuille_de_route.forms import DatesForm
from etabli.etape5_feuille_de_route.models import Action
from etabli.etape5_feuille_de_route.permissions import peut_replanifier
from etabli.etape5_feuille_de_route.views.commun import saisir, trouver, trouver_l_action
from etabli.socle.colonnes import Tableau
from etabli.socle.formulaires import tenter
from etabli.socle.francais import pluriel
from etabli.socle.verdict import exiger

ENTRE_TEMPS = 409


@require_http_methods(["GET", "POST"])
def dates(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    """Sans conséquence, c'est écrit ; sinon on choisit : tout décaler, ou elle seule."""
    feuille = trouver(request, dossier_id)
    exiger(peut_replanifier(request.user, feuille))
    lue = trouver_l_action(feuille, numero)
    form = DatesForm(request.POST if request.method == "POST" else None, action=lue)
    suites: list[Consequence] = []
    if form.is_valid():
        suites = ce_que_cela_decale(lue, form.cleaned_data["debut_le"], form.cleaned_data["fin_le"])
    apercu = f"{form['debut_le'].value()}/{form['fin_le'].value()}"
    # Une date changée depuis l'aperçu en demande un nouveau : on n'écrit que ce qui a été montré.
    if suites and ("choix" not in request.POST or request.POST.get("apercu") != apercu):
        return _page(request, lue, form, suites=suites)
    entraine = request.POST.get("choix") != "seule"
    version = request.POST.get("version", "")
    try:
        if tenter(
            form,
            lambda saisi: deplacer_une_action(
                lue, **saisi, entraine=entraine, par=request.user, version_lue=version
            ),
        ):
            glissees = f" {pluriel(len(suites), 'action')} l'ont suivie." if suites and entraine else ""
            messages.success(request, f"Les dates sont changées.{glissees}")
            return redirect(lue)
    except ActionModifieeEntreTemps as conflit:
        return _page(request, conflit.actuelle, form, suites=suites, entre_temps=True, statut=ENTRE_TEMPS)
    return _page(request, lue, form)


def _page(
    request: RequeteAgent,
    lue: Action,
    form: DatesForm,
    *,
    suites: list[Consequence] | None = None,
    **options: Any,
) -> HttpResponse:
    tableau = (
        Tableau(CONSEQUENCES.colonnes, suites, CONSEQUENCES.titre, "", legende_visible=False)
        if suites
        else None
    )
    contexte: dict[str, Any] = {
        "titre": f"Déplacer l'action {lue.numero}",
        "intro": lue.titre,
        "action": lue,
        "libelle": "Revoir après un changement" if suites else "Voir ce que cela décale",
        "version": lue.version,
        "apercu": f"{form['debut_le'].value()}/{form['fin_le'].value()}",
        "suites": suites,
        "tableau": tableau,
        **options,
    }
    return saisir(request, lue.feuille, form, gabarit="dates", annuler=lue.get_absolute_url(), **contexte)
