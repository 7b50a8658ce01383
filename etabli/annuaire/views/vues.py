"""Les vues enregistrées : les garder, les revoir toutes, les renommer, les supprimer."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire import actions
from etabli.annuaire.models import VueEnregistree
from etabli.annuaire.permissions import peut_modifier_la_vue
from etabli.annuaire.requete import RequeteAgent
from etabli.annuaire.vues_enregistrees import VueForm
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def mes_vues(request: RequeteAgent) -> HttpResponse:
    vues = VueEnregistree.objects.visible_to(request.user).select_related("agent", "organisation")
    jugees = [(vue, peut_modifier_la_vue(request.user, vue)) for vue in vues]
    par_liste = [(titre, list(groupe)) for titre, groupe in groupby(jugees, lambda x: x[0].liste)]
    return page(request, "annuaire/vues.html", {"par_liste": par_liste})


@require_POST
def enregistrer(request: RequeteAgent) -> HttpResponse:
    form = VueForm(request.POST, agent=request.user)

    def garder(saisi: dict[str, object]) -> None:
        form.vue = actions.enregistrer_une_vue(form.cleaned_data["nom"], par=request.user, **form.champs())

    if tenter(form, garder) and form.vue:
        messages.success(request, f"La vue « {form.vue} » est enregistrée.")
        return redirect(form.vue.get_absolute_url())
    return page(request, "annuaire/vue_form.html", form=form)


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    vue = get_object_or_404(VueEnregistree.objects.visible_to(request.user).select_related("agent"), pk=pk)
    exiger(peut_modifier_la_vue(request.user, vue))
    form = VueForm(request.POST or None, agent=request.user, vue=vue)
    if tenter(form, lambda saisi: actions.modifier_une_vue(vue, par=request.user, **saisi)):
        messages.success(request, f"La vue s'appelle « {vue} ».")
        return redirect("annuaire:vues")
    return page(request, "annuaire/vue_form.html", {"vue": vue}, form=form)


@require_POST
def supprimer(request: RequeteAgent, pk: int) -> HttpResponse:
    vue = get_object_or_404(VueEnregistree.objects.visible_to(request.user).select_related("agent"), pk=pk)
    exiger(peut_modifier_la_vue(request.user, vue))
    actions.supprimer_une_vue(vue, par=request.user)
    messages.success(request, f"La vue « {vue} » est supprimée. La liste, elle, ne change pas.")
    return redirect("annuaire:vues")
