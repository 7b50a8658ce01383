"""L'argent, plus finement : le coût par année, les règles de financement de la DGALN."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import (
    regler_un_financement,
    repartir_le_cout,
    retirer_une_regle,
)
from etabli.etape5_feuille_de_route.colonnes import REGLES
from etabli.etape5_feuille_de_route.forms import AnneesFormSet, RegleForm, annees_initiales
from etabli.etape5_feuille_de_route.models import RegleDeFinancement
from etabli.etape5_feuille_de_route.permissions import peut_regler_les_financements, peut_suivre
from etabli.etape5_feuille_de_route.views.actions import tenir
from etabli.etape5_feuille_de_route.views.commun import trouver, trouver_l_action
from etabli.socle.colonnes import Tableau
from etabli.socle.formulaires import tenter
from etabli.socle.francais import euros
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def couts(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    """La somme des années est le coût : l'écart se dit au champ."""
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    formset = AnneesFormSet(request.POST or None, initial=annees_initiales(lue), prefix="annees")
    formset.action = lue  # type: ignore[attr-defined]
    aide = (
        f"Coût HT au plus haut : {euros(lue.cout)}. Les montants des années doivent le faire, au centime."
        if lue.cout is not None
        else "L'action n'a pas encore de coût : écrivez-le d'abord dans sa fiche."
    )
    aide += " Tout effacer revient à la répartition au prorata des jours."
    options: dict[str, Any] = {"titre": f"Coût par année de l'action {numero}", "aide": aide}
    return tenir(request, lue, formset, repartir_le_cout, options)


@require_GET
def regles(request: RequeteAgent) -> HttpResponse:
    """Lisibles de tous les agents ; écrites par la DGALN."""
    vide = (
        "Aucune règle n'est enregistrée : les plans de financement ne sont comparés à aucune part maximale."
    )
    lues = RegleDeFinancement.objects.visible_to(request.user)
    contexte: dict[str, Any] = {
        "peut_regler": peut_regler_les_financements(request.user),
        "tableau": Tableau(REGLES.colonnes, lues, REGLES.titre, vide, legende_visible=False),
    }
    return page(request, "feuille_de_route/regles.html", contexte)


@require_http_methods(["GET", "POST"])
def regle(request: RequeteAgent, pk: int | None = None) -> HttpResponse:
    """Ajouter une règle, ou modifier celle-ci."""
    exiger(peut_regler_les_financements(request.user))
    ecrite = (
        get_object_or_404(RegleDeFinancement.objects.visible_to(request.user), pk=pk)
        if pk
        else RegleDeFinancement()
    )
    form = RegleForm(request.POST if request.method == "POST" else None, instance=ecrite)
    if tenter(form, lambda _: regler_un_financement(form.instance, par=request.user)):
        messages.success(request, "La règle est enregistrée.")
        return redirect("feuille_de_route:regles")
    contexte: dict[str, Any] = {
        "titre": "Modifier la règle" if pk else "Ajouter une règle",
        "regle": ecrite if pk else None,
        "annuler": reverse("feuille_de_route:regles"),
    }
    return page(request, "feuille_de_route/regle.html", contexte, form=form)


@require_POST
def retirer_la_regle(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(peut_regler_les_financements(request.user))
    retiree = get_object_or_404(RegleDeFinancement.objects.visible_to(request.user), pk=pk)
    retirer_une_regle(retiree, par=request.user)
    messages.success(request, f"La règle «\u00a0{retiree}\u00a0» est retirée.")
    return redirect("feuille_de_route:regles")
