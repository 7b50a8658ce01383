"""Les groupements : leur composition d'aujourd'hui et d'hier."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from etabli.annuaire import actions
from etabli.annuaire.forms import GroupementForm, MembreDeGroupementForm, NouveauGroupementForm
from etabli.annuaire.models import Groupement
from etabli.annuaire.permissions import peut_gerer_les_groupements
from etabli.annuaire.requete import RequeteAgent
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fait
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    contexte = {
        "groupements": Groupement.objects.visible_to(request.user).for_list(),
        "peut_creer": peut_gerer_les_groupements(request.user),
    }
    return page(request, "annuaire/groupements.html", contexte)


@require_GET
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    groupement = get_object_or_404(Groupement.objects.visible_to(request.user).for_list(), pk=pk)
    contexte = {
        "groupement": groupement,
        "anciens": [m for m in groupement.membres.all() if not m.est_en_cours],
        "peut_gerer": peut_gerer_les_groupements(request.user, groupement),
        "faits": Fait.objects.sur(groupement)[:20],
    }
    return page(request, "annuaire/groupement.html", contexte)


def creer(request: RequeteAgent) -> HttpResponse:
    exiger(peut_gerer_les_groupements(request.user))
    form = NouveauGroupementForm(request.POST or None)
    if form.is_valid():
        lu = form.cleaned_data
        groupement = actions.creer_un_groupement(
            lu["nom"],
            mandataire=lu["organisation"],
            competences=lu["competences"],
            source=lu["source"],
            par=request.user,
        )
        return redirect(groupement)
    return page(request, "annuaire/groupement_form.html", {"titre": "Inscrire un groupement"}, form=form)


def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    groupement = _a_gerer(request, pk)
    form = GroupementForm(request.POST or None, instance=groupement)
    if form.is_valid():
        frais = Groupement.objects.visible_to(request.user).get(pk=pk)
        actions.modifier_le_groupement(frais, par=request.user, **form.cleaned_data)
        messages.success(request, "Le groupement est modifié.")
        return redirect(groupement)
    contexte = {"titre": "Modifier le groupement", "groupement": groupement}
    return page(request, "annuaire/groupement_form.html", contexte, form=form)


def ajouter(request: RequeteAgent, pk: int) -> HttpResponse:
    groupement = _a_gerer(request, pk)
    form = MembreDeGroupementForm(request.POST or None)
    if tenter(form, lambda lu: actions.ajouter_au_groupement(groupement, par=request.user, **lu)):
        return redirect(groupement)
    contexte = {"titre": "Ajouter un co-traitant", "groupement": groupement}
    return page(request, "annuaire/groupement_form.html", contexte, form=form)


def changer_le_mandataire(request: RequeteAgent, pk: int) -> HttpResponse:
    groupement = _a_gerer(request, pk)
    form = MembreDeGroupementForm(request.POST or None)
    if tenter(form, lambda lu: actions.changer_le_mandataire(groupement, par=request.user, **lu)):
        return redirect(groupement)
    contexte = {"titre": "Changer de mandataire", "groupement": groupement}
    return page(request, "annuaire/groupement_form.html", contexte, form=form)


def retirer(request: RequeteAgent, pk: int, membre_pk: int) -> HttpResponse:
    groupement = _a_gerer(request, pk)
    membre = get_object_or_404(groupement.membres.select_related("organisation"), pk=membre_pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if tenter(form, lambda _: actions.retirer_du_groupement(membre, par=request.user)):
        messages.success(request, f"{membre.organisation} ne fait plus partie du groupement.")
        return redirect(groupement)
    return page(
        request, "annuaire/groupement_retirer.html", {"groupement": groupement, "membre": membre}, form=form
    )


def _a_gerer(request: RequeteAgent, pk: int) -> Groupement:
    groupement = get_object_or_404(Groupement.objects.visible_to(request.user).for_list(), pk=pk)
    exiger(peut_gerer_les_groupements(request.user))
    return groupement
