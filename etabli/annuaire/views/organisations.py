"""La liste des organisations, leur fiche, leur inscription."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from etabli.annuaire import actions
from etabli.annuaire.encarts import encarts_de
from etabli.annuaire.forms import OrganisationForm
from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.models import Organisation
from etabli.annuaire.permissions import (
    peut_creer_une_organisation,
    peut_inviter,
    peut_modifier_l_organisation,
    peut_terminer_la_fonction,
)
from etabli.annuaire.repertoire import ORGANISATIONS
from etabli.annuaire.requete import RequeteAgent
from etabli.socle.models import Fait
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    return montrer_la_liste(
        request,
        ORGANISATIONS,
        Organisation.objects.visible_to(request.user),
        "annuaire/organisations.html",
        {"peut_creer": peut_creer_une_organisation(request.user)},
        titre="Annuaire",
        exports=reverse("annuaire:exporter", args=["FORME"]),
    )


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    visibles = Organisation.objects.visible_to(request.user)
    return telecharger_la_liste(request, ORGANISATIONS, visibles, forme, "annuaire")


@require_GET
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user).for_list(), pk=pk)
    fonctions = list(organisation.fonctions.select_related("agent"))
    for fonction in fonctions:
        fonction.organisation = organisation
    contexte = {
        "organisation": organisation,
        "en_cours": [(f, peut_terminer_la_fonction(request.user, f)) for f in fonctions if f.est_en_cours],
        "passees": [f for f in fonctions if not f.est_en_cours],
        "places": organisation.places.select_related("groupement"),
        "encarts": encarts_de(organisation, request.user),
        "peut_inviter": peut_inviter(request.user, organisation),
        "peut_modifier": peut_modifier_l_organisation(request.user, organisation),
        "faits": Fait.objects.sur(organisation)[:10],
    }
    return page(request, "annuaire/organisation.html", contexte)


def creer(request: RequeteAgent) -> HttpResponse:
    exiger(peut_creer_une_organisation(request.user))
    form = OrganisationForm(request.POST or None, agent=request.user)
    if form.is_valid():
        organisation = actions.creer_une_organisation(par=request.user, **form.champs())
        messages.success(request, f"{organisation} est inscrite à l'annuaire.")
        return redirect(organisation)
    return page(request, "annuaire/organisation_form.html", form=form)


def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    exiger(peut_modifier_l_organisation(request.user, organisation))
    form = OrganisationForm(request.POST or None, instance=organisation, agent=request.user)
    if form.is_valid():
        fraiche = Organisation.objects.visible_to(request.user).get(pk=pk)
        actions.modifier_l_organisation(fraiche, par=request.user, **form.champs())
        messages.success(request, "La fiche est corrigée.")
        return redirect(fraiche)
    return page(request, "annuaire/organisation_form.html", {"organisation": organisation}, form=form)
