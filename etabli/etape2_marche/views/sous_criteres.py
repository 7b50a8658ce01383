"""Partager un critère de l'accord-cadre en sous-critères."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.forms import SousCriteresForm
from etabli.etape2_marche.models import AccordCadre
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def sous_criteres(request: RequeteAgent, pk: int, critere_id: int) -> HttpResponse:
    cadre = get_object_or_404(AccordCadre.objects.visible_to(request.user), pk=pk)
    exiger(permissions.peut_tenir_les_accords_cadres(request.user, cadre))
    critere = get_object_or_404(
        cadre.criteres.filter(est_prix=False).prefetch_related("sous_criteres"), pk=critere_id
    )
    form = SousCriteresForm(request.POST or None, critere=critere)
    if tenter(form, lambda _: actions.fixer_les_sous_criteres(critere, form.saisis(), par=request.user)):
        messages.success(request, f"Les sous-critères de «\u00a0{critere}\u00a0» sont enregistrés.")
        return redirect(cadre)
    contexte = {"cadre": cadre, "titre": f"Sous-critères : {critere}", "retour": cadre.get_absolute_url()}
    return page(request, "marche/cadre_saisie.html", contexte, form=form)
