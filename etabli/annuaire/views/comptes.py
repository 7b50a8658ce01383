"""Mon compte, et la fin d'une fonction."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from etabli.annuaire import actions
from etabli.annuaire.forms import CompteForm, PasserLaMainForm
from etabli.annuaire.models import Agent, Fonction
from etabli.annuaire.permissions import peut_terminer_la_fonction
from etabli.annuaire.requete import RequeteAgent
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


def mon_compte(request: RequeteAgent) -> HttpResponse:
    # Le formulaire travaille sur une copie : une saisie refusée ne change pas le nom dans l'en-tête.
    copie = Agent.objects.visible_to(request.user).get(pk=request.user.pk)
    form = CompteForm(request.POST or None, instance=copie)
    if request.method == "POST" and form.is_valid():
        actions.modifier_son_compte(request.user, par=request.user, **form.cleaned_data)
        messages.success(request, "Vos coordonnées sont enregistrées.")
        return redirect("annuaire:mon_compte")
    fonctions = request.user.fonctions.select_related("organisation").order_by("-debut_le")
    return page(request, "annuaire/mon_compte.html", {"fonctions": fonctions}, form=form)


def terminer(request: RequeteAgent, pk: int) -> HttpResponse:
    """La page de confirmation propose aussi de passer la main à un collègue."""
    fonction = _fonction_a_terminer(request, pk)
    if request.method == "POST":
        actions.terminer_une_fonction(fonction, par=request.user)
        messages.success(request, f"La fonction de {fonction.agent} est terminée.")
        return redirect(fonction.organisation)
    form = PasserLaMainForm(fonction=fonction)
    return page(request, "annuaire/terminer.html", {"fonction": fonction}, form=form)


@require_POST
def passer_la_main(request: RequeteAgent, pk: int) -> HttpResponse:
    fonction = _fonction_a_terminer(request, pk)
    form = PasserLaMainForm(request.POST, fonction=fonction)
    if form.is_valid():
        reprise = actions.passer_la_main(fonction, form.cleaned_data["a"], par=request.user)
        messages.success(request, f"{reprise.agent} prend la suite de {fonction.agent}.")
        return redirect(fonction.organisation)
    return page(request, "annuaire/terminer.html", {"fonction": fonction}, form=form)


def _fonction_a_terminer(request: RequeteAgent, pk: int) -> Fonction:
    fonctions = Fonction.objects.visible_to(request.user).select_related("agent", "organisation")
    fonction = get_object_or_404(fonctions, pk=pk)
    exiger(peut_terminer_la_fonction(request.user, fonction))
    return fonction
