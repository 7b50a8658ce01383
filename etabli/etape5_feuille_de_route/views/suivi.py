"""Tenir le suivi après l'atelier : confier des nouvelles, ouvrir la page publique, établir les bilans."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import (
    confier_le_suivi,
    date_du_bilan,
    etablir_le_bilan,
    fermer_le_suivi,
    montrer_le_point,
    ouvrir_le_suivi,
    retirer_le_lien,
)
from etabli.etape5_feuille_de_route.enums import Echeance
from etabli.etape5_feuille_de_route.forms import BilanForm, ConfierForm
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.etape5_feuille_de_route.permissions import peut_publier, peut_suivre
from etabli.etape5_feuille_de_route.publiques import (
    etats,
    graphique_de_l_avancement,
    liens_ouverts,
    nouvelles_de,
)
from etabli.etape5_feuille_de_route.views.commun import montrer, saisir, trouver, trouver_l_action
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger

NB_DE_NOUVELLES = 12


@require_GET
def suivi(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    bilans, actions = list(feuille.bilans.all()), list(feuille.actions.all())
    points = nouvelles_de(feuille)
    contexte: dict[str, Any] = {
        "graphique": graphique_de_l_avancement(etats(bilans, actions)) if actions else None,
        "bilans": bilans,
        "echeances": _echeances(feuille, {b.echeance for b in bilans}),
        "nouvelles": points[:NB_DE_NOUVELLES],
        "suites": points.exclude(suite=""),
        "liens": liens_ouverts(feuille),
        "peut_publier": peut_publier(request.user, feuille),
    }
    return montrer(request, feuille, "suivi", "suivi", contexte)


def _echeances(feuille: FeuilleDeRoute, etablies: set[int]) -> list[tuple[Echeance, Any, bool]]:
    """Les bilans qui restent à établir : lequel, quand, et s'il est temps."""
    prevues = [(e, date_du_bilan(feuille, e)) for e in Echeance if e not in etablies]
    return [(e, le, le <= localdate()) for e, le in prevues if le]


@require_http_methods(["GET", "POST"])
def confier(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    form = ConfierForm(request.POST if request.method == "POST" else None)
    if tenter(form, lambda saisi: confier_le_suivi(lue, **saisi, par=request.user)):
        messages.success(request, f"Le lien part à {form.cleaned_data['adresse']}.")
        return redirect("feuille_de_route:confier_le_suivi", dossier_id, numero)
    options: dict[str, Any] = {
        "titre": "Confier le suivi",
        "intro": f"Action {lue}",
        "libelle": "Envoyer le lien",
        "action": lue,
        "liens": lue.liens_de_suivi.select_related("cree_par"),
    }
    return saisir(request, feuille, form, gabarit="confier", annuler=lue.get_absolute_url(), **options)


@require_POST
def retirer(request: RequeteAgent, dossier_id: int, numero: int, pk: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    lien = get_object_or_404(lue.liens_de_suivi, pk=pk)
    retirer_le_lien(lien, par=request.user)
    messages.success(request, f"Le lien de {lien.adresse} ne s'ouvre plus.")
    return redirect("feuille_de_route:confier_le_suivi", dossier_id, numero)


@require_POST
def montrer_un_point(request: RequeteAgent, dossier_id: int, numero: int, pk: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    point = get_object_or_404(lue.points.select_related("action"), pk=pk)
    montrer_le_point(point, est_public=request.POST.get("est_public") == "oui", par=request.user)
    return redirect(lue)


@require_POST
def publier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """« ouvrir » ou « fermer » la page publique."""
    feuille = trouver(request, dossier_id)
    exiger(peut_publier(request.user, feuille))
    if request.POST.get("geste") == "fermer":
        fermer_le_suivi(feuille, par=request.user)
        messages.success(request, "La page publique est fermée.")
    else:
        ouvrir_le_suivi(feuille, par=request.user)
        messages.success(request, "La page publique est ouverte.")
    return redirect("feuille_de_route:suivi", dossier_id)


@require_http_methods(["GET", "POST"])
def bilan(request: RequeteAgent, dossier_id: int, echeance: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    exiger(peut_publier(request.user, feuille))
    if echeance not in Echeance.values:
        raise Http404
    form = BilanForm(request.POST if request.method == "POST" else None)
    if tenter(form, lambda saisi: etablir_le_bilan(feuille, echeance, saisi["texte"], par=request.user)):
        messages.success(request, "Le bilan est établi.")
        return redirect("feuille_de_route:suivi", dossier_id)
    options: dict[str, Any] = {
        "titre": f"Établir le bilan {Echeance(echeance).label}",
        "intro": "Une fois établi, il ne change plus.",
        "libelle": "Établir le bilan",
    }
    annuler = reverse("feuille_de_route:suivi", args=[dossier_id])
    return saisir(request, feuille, form, annuler=annuler, **options)
