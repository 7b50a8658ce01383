"""Les constats, chacun avec sa source."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import etablir_un_constat, modifier
from etabli.etape3_atelier.colonnes import CONSTATS, en_page
from etabli.etape3_atelier.forms import ConstatForm
from etabli.etape3_atelier.permissions import peut_enqueter
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_GET
def constats(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    etablis = list(atelier.constats.select_related("thematique", "document", "entretien"))
    contexte = {
        "tableau": en_page(CONSTATS, etablis, vide="Aucun constat n'a encore été établi."),
        "nb_a_etayer": sum(not c.est_etaye for c in etablis),
        "peut_ajouter": peut_enqueter(request.user, atelier),
    }
    return montrer(request, atelier, "constats", "constats", contexte)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """`?document=` ou `?entretien=` propose la source d'où l'on vient."""
    atelier = trouver(request, dossier_id)
    exiger(peut_enqueter(request.user, atelier))
    # `?page=12`, venu du texte du document, se propose « p. 12 ».
    initial = {nom: request.GET[nom] for nom in ("document", "entretien", "page") if nom in request.GET}
    if initial.get("page", "").isdecimal():
        initial["page"] = f"p. {initial['page']}"
    form = ConstatForm(request.POST or None, initial=initial, atelier=atelier)
    if tenter(form, lambda saisi: etablir_un_constat(atelier, par=request.user, **saisi)):
        messages.success(request, "Le constat est établi.")
        return redirect("atelier:constats", dossier_id)
    annuler = reverse("atelier:constats", args=[dossier_id])
    return saisir(request, atelier, form, actif="constats", titre="Établir un constat", annuler=annuler)


@require_GET
def constat(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    etabli = get_object_or_404(atelier.constats.select_related("thematique", "document", "entretien"), pk=pk)
    contexte = {"constat": etabli, "peut_modifier": peut_enqueter(request.user, atelier)}
    return montrer(request, atelier, "constat", "constats", contexte)


@require_http_methods(["GET", "POST"])
def modifier_un_constat(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_enqueter(request.user, atelier))
    etabli = get_object_or_404(atelier.constats, pk=pk)
    form = ConstatForm(request.POST or None, instance=etabli, atelier=atelier)
    if tenter(form, lambda saisi: modifier(etabli, saisi, par=request.user)):
        messages.success(request, "Le constat est à jour.")
        return redirect("atelier:constat", dossier_id, pk)
    annuler = reverse("atelier:constat", args=[dossier_id, pk])
    return saisir(request, atelier, form, actif="constats", titre="Modifier un constat", annuler=annuler)
