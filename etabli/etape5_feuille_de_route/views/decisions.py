"""Décider : la priorité d'une action, avec sa raison ; la part d'aides à ne pas dépasser."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import decider_la_priorite, plafonner_les_aides
from etabli.etape5_feuille_de_route.forms import PlafondForm, PrioriteForm
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.views.commun import saisir, trouver, trouver_l_action
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def priorite(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    lue = trouver_l_action(feuille, numero)
    initial = {"priorite": lue.priorite, "motif": lue.motif_de_priorite}
    form = PrioriteForm(request.POST if request.method == "POST" else None, initial=initial)
    if tenter(form, lambda saisi: decider_la_priorite(lue, **saisi, par=request.user)):
        messages.success(request, "La priorité est décidée.")
        return redirect(lue)
    options: dict[str, Any] = {"titre": "Décider de la priorité", "intro": f"Action {lue}", "action": lue}
    return saisir(request, feuille, form, annuler=lue.get_absolute_url(), **options)


@require_http_methods(["GET", "POST"])
def plafond(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    initial = {"taux_maximal": feuille.taux_maximal}
    form = PlafondForm(request.POST if request.method == "POST" else None, initial=initial)
    if tenter(form, lambda saisi: plafonner_les_aides(feuille, saisi["taux_maximal"], par=request.user)):
        messages.success(request, "La part maximale d'aides est enregistrée.")
        return redirect("feuille_de_route:financement", dossier_id)
    annuler = reverse("feuille_de_route:financement", args=[dossier_id])
    return saisir(request, feuille, form, titre="Fixer la part maximale d'aides", annuler=annuler)
