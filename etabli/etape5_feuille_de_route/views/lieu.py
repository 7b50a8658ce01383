"""Situer une action sur la carte, du doigt ou au clavier."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import ActionModifieeEntreTemps, situer
from etabli.etape5_feuille_de_route.forms import LieuForm
from etabli.etape5_feuille_de_route.lieux import communes_placees, fond_de_carte
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.views.commun import saisir, trouver, trouver_l_action
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger

ENTRE_TEMPS = 409


@require_http_methods(["GET", "POST"])
def lieu(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    lue = trouver_l_action(feuille, numero)
    placees = communes_placees(feuille)
    version = request.POST.get("version", lue.version)
    form = LieuForm(request.POST if request.method == "POST" else None, action=lue, placees=placees)
    options: dict[str, Any] = {"titre": f"Situer l'action {numero}", "gabarit": "lieu", "action": lue}

    def ecrire(saisi: dict[str, Any]) -> None:
        situer(lue, saisi["communes"], saisi["point"], par=request.user, version_lue=version)

    try:
        if tenter(form, ecrire):
            messages.success(request, "Le lieu de l'action est enregistré.")
            return redirect(lue)
    except ActionModifieeEntreTemps as conflit:
        version, options["statut"], options["entre_temps"] = conflit.actuelle.version, ENTRE_TEMPS, True
    fond = fond_de_carte(feuille) if placees else ""
    annuler = lue.get_absolute_url()
    return saisir(request, feuille, form, annuler=annuler, version=version, fond=fond, **options)
