"""Répondre depuis un courriel, et choisir ce qui est rappelé."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import Etape
from etabli.dossier.forms.rappels import RappelsForm
from etabli.dossier.rappels import refus_de, regler_les_rappels
from etabli.dossier.reponses import lire_l_arret, lire_la_reponse
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

# Le lien est mort : la page dit pourquoi, avec le statut qui convient aux machines.
PLUS_VALABLE = 410


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le lien signé dit qui répond et quoi ; ouvrir la page n'écrit rien, le bouton le fait."""
    reponse = lire_la_reponse(jeton)
    if reponse is None:
        return page(request, "dossier/repondre.html", {"reponse": None}, statut=PLUS_VALABLE)
    if request.method == "POST":
        exiger(reponse.verdict)
        reponse.accomplir()
        return page(request, "dossier/repondre.html", {"reponse": reponse, "est_fait": True})
    return page(request, "dossier/repondre.html", {"reponse": reponse})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def arreter(request: HttpRequest, jeton: str) -> HttpResponse:
    agent = lire_l_arret(jeton)
    if agent is None:
        return page(request, "dossier/arreter.html", {"destinataire": None}, statut=PLUS_VALABLE)
    if request.method == "POST":
        regler_les_rappels(agent, Etape.values)
    contexte = {"destinataire": agent, "est_fait": request.method == "POST"}
    return page(request, "dossier/arreter.html", contexte)


@require_http_methods(["GET", "POST"])
def mes_rappels(request: RequeteAgent) -> HttpResponse:
    voulues = [e for e in Etape.values if e not in refus_de(request.user)]
    form = RappelsForm(request.POST if request.method == "POST" else None, initial={"etapes": voulues})
    if form.is_valid():
        regler_les_rappels(request.user, [e for e in Etape.values if e not in form.cleaned_data["etapes"]])
        messages.success(request, "Vos rappels sont réglés.")
        return redirect("dossier:mon_espace")
    return page(request, "dossier/mes_rappels.html", form=form)
