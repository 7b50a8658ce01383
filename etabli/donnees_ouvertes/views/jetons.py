"""Mes jetons : en créer, lire le secret une fois, révoquer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.confirmation import exiger_la_confirmation
from etabli.annuaire.requete import RequeteAgent
from etabli.donnees_ouvertes import actions
from etabli.donnees_ouvertes.forms import JetonForm
from etabli.donnees_ouvertes.models import Jeton
from etabli.donnees_ouvertes.permissions import peut_creer_un_jeton, peut_revoquer
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@never_cache
@require_http_methods(["GET", "POST"])
def mes_jetons(request: RequeteAgent) -> HttpResponse:
    """Le secret est dans la réponse au formulaire, et nulle part ailleurs : recharger la page ne le montre plus."""
    form = JetonForm(request.POST or None)
    cree: list[tuple[Jeton, str]] = []
    if request.method == "POST":
        exiger(peut_creer_un_jeton(request.user))
        exiger_la_confirmation(request)
        if tenter(form, lambda s: cree.append(actions.creer_un_jeton(**s, par=request.user))):
            form = JetonForm()
    contexte = {
        "cree": cree[0] if cree else None,
        "jetons": [(j, peut_revoquer(request.user, j)) for j in Jeton.objects.visible_to(request.user)],
        "peut_creer": peut_creer_un_jeton(request.user),
    }
    return page(request, "donnees_ouvertes/jetons.html", contexte, form=form)


@require_POST
def revoquer(request: RequeteAgent, pk: int) -> HttpResponse:
    jeton = get_object_or_404(Jeton.objects.visible_to(request.user), pk=pk)
    actions.revoquer(jeton, par=request.user)
    messages.success(request, f"Le jeton « {jeton.nom} » est révoqué : plus rien ne s'en sert.")
    return redirect("donnees_ouvertes:jetons")
