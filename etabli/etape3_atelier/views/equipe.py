"""Qui porte l'atelier : l'équipe projet, personne par personne, et les comités."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import composer_l_equipe, faire_quitter, faire_sieger, reunir_un_comite
from etabli.etape3_atelier.colonnes import equipe_en_page
from etabli.etape3_atelier.forms import ComiteForm, EquipierForm, MembreDeComiteForm
from etabli.etape3_atelier.permissions import peut_composer
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_GET
def equipe(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    equipiers = list(atelier.equipiers.select_related("organisation").prefetch_related("sessions"))
    peut = peut_composer(request.user, atelier)
    for equipier in equipiers:
        equipier.atelier = atelier
    contexte: dict[str, Any] = {
        "tableau": equipe_en_page(equipiers, est_modifiable=bool(peut)),
        "comites": atelier.comites.prefetch_related("membres", "reunions"),
        "peut_composer": peut,
    }
    return montrer(request, atelier, "equipe", "equipe", contexte)


@require_http_methods(["GET", "POST"])
def equipier(request: RequeteAgent, dossier_id: int, pk: int | None = None) -> HttpResponse:
    """Faire entrer une personne (sans `pk`), ou récrire ce que l'on en sait."""
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    personne = get_object_or_404(atelier.equipiers, pk=pk) if pk else None
    form = EquipierForm(request.POST or None, instance=personne, atelier=atelier)
    if tenter(form, lambda saisi: composer_l_equipe(atelier, equipier=personne, par=request.user, **saisi)):
        messages.success(request, "L'équipe est à jour.")
        return redirect("atelier:equipe", dossier_id)
    titre = f"Modifier : {personne}" if personne else "Ajouter une personne à l'équipe"
    options = {"titre": titre, "annuler": reverse("atelier:equipe", args=[dossier_id])}
    if pk:
        options["retirer"] = reverse("atelier:retirer_equipe", args=[dossier_id, pk])
    return saisir(request, atelier, form, actif="equipe", **options)


@require_GET
def comite(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    trouve = get_object_or_404(atelier.comites, pk=pk)
    contexte = {
        "comite": trouve,
        "membres": trouve.membres.all(),
        "reunions": trouve.reunions.prefetch_related("decisions"),
        "peut_composer": peut_composer(request.user, atelier),
    }
    return montrer(request, atelier, "comite", "equipe", contexte)


@require_http_methods(["GET", "POST"])
def ecrire_un_comite(request: RequeteAgent, dossier_id: int, pk: int | None = None) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    ecrit = get_object_or_404(atelier.comites, pk=pk) if pk else None
    form = ComiteForm(request.POST or None, instance=ecrit)
    if tenter(form, lambda saisi: reunir_un_comite(atelier, comite=ecrit, par=request.user, **saisi)):
        messages.success(request, "Le comité est enregistré.")
        return redirect("atelier:equipe", dossier_id)
    titre = f"Modifier « {ecrit} »" if ecrit else "Créer un comité"
    annuler = reverse("atelier:equipe", args=[dossier_id])
    return saisir(request, atelier, form, actif="equipe", titre=titre, annuler=annuler)


@require_http_methods(["GET", "POST"])
def ajouter_un_membre(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    trouve = get_object_or_404(atelier.comites, pk=pk)
    form = MembreDeComiteForm(request.POST or None)
    if tenter(form, lambda saisi: faire_sieger(trouve, par=request.user, **saisi)):
        messages.success(request, "Le membre siège au comité.")
        return redirect("atelier:comite", dossier_id, pk)
    options = {"titre": f"Ajouter un membre : {trouve}", "annuler": trouve.get_absolute_url()}
    return saisir(request, atelier, form, actif="equipe", **options)


@require_POST
def retirer_un_membre(request: RequeteAgent, dossier_id: int, pk: int, membre: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    trouve = get_object_or_404(atelier.comites, pk=pk)
    faire_quitter(get_object_or_404(trouve.membres, pk=membre), par=request.user)
    messages.success(request, "Le membre est retiré du comité.")
    return redirect("atelier:comite", dossier_id, pk)
