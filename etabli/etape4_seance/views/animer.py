"""Le pupitre de l'animateur : ouvrir, modérer, réunir, ranger, conduire l'écran."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance import actions
from etabli.etape4_seance.forms import EcranForm, FamilleForm, LotForm, MinuteurForm
from etabli.etape4_seance.models import Activite, Seance
from etabli.etape4_seance.permissions import peut_animer
from etabli.etape4_seance.pupitre import contexte_du_pupitre
from etabli.etape4_seance.views.commun import commun, seance_visible
from etabli.etape4_seance.workflow import CYCLE_DE_L_ACTIVITE
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@never_cache
@require_GET
def pupitre(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = _seance(request, pk)
    return page(request, "seance/animer.html", _contexte(request, seance), fragment="pupitre")


@require_POST
def avancer_l_activite(request: RequeteAgent, pk: int, activite_id: int, acte: str) -> HttpResponse:
    seance = _seance(request, pk)
    activite: Activite = get_object_or_404(seance.activites, pk=activite_id)
    CYCLE_DE_L_ACTIVITE.avancer(acte, activite, par=request.user)
    return _retour(seance, activite.porte_sur_id or activite.pk)


@require_POST
def traiter(request: RequeteAgent, pk: int) -> HttpResponse:
    """Les contributions cochées, d'un seul geste."""
    seance = _seance(request, pk)
    form = LotForm(request.POST, seance=seance)
    if form.is_valid():
        actions.traiter_le_lot(seance, par=request.user, **form.cleaned_data)
        return _retour(seance, request.GET.get("activite"))
    return page(request, "seance/animer.html", _contexte(request, seance, lot=form), form=form)


@require_POST
def projeter(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = _seance(request, pk)
    form = EcranForm(request.POST, seance=seance)
    if form.is_valid():
        actions.projeter(seance, form.cleaned_data["vue"], form.cleaned_data["activite"], par=request.user)
        return _retour(seance, request.GET.get("activite"))
    return page(request, "seance/animer.html", _contexte(request, seance, ecran=form), form=form)


@require_POST
def minuteur(request: RequeteAgent, pk: int) -> HttpResponse:
    """Lancer, prolonger, arrêter le temps imparti."""
    seance = _seance(request, pk)
    geste = request.POST.get("geste", "lancer")
    if geste == "arreter":
        actions.arreter_le_minuteur(seance, par=request.user)
        return _retour(seance, request.GET.get("activite"))
    form = MinuteurForm(request.POST)
    if form.is_valid():
        agir = actions.prolonger_le_minuteur if geste == "prolonger" else actions.lancer_le_minuteur
        agir(seance, form.cleaned_data["minutes"], par=request.user)
        return _retour(seance, request.GET.get("activite"))
    return page(request, "seance/animer.html", _contexte(request, seance, minuteur=form), form=form)


@require_POST
def famille(request: RequeteAgent, pk: int, famille_id: int) -> HttpResponse:
    """Renommer ou retirer une famille ; ses contributions, elles, restent."""
    seance = _seance(request, pk)
    famille = get_object_or_404(seance.familles, pk=famille_id)
    if "retirer" in request.POST:
        actions.retirer_famille(famille, par=request.user)
        return _retour(seance, request.GET.get("activite"))
    form = FamilleForm(request.POST, instance=famille, seance=seance)
    if form.is_valid():
        actions.renommer_famille(famille, form.cleaned_data["nom"], par=request.user)
    else:
        messages.error(
            request, " ".join(str(phrase) for phrases in form.errors.values() for phrase in phrases)
        )
    return _retour(seance, request.GET.get("activite"))


@require_GET
def ecran(request: RequeteAgent, pk: int) -> HttpResponse:
    """L'écran a une adresse publique : c'est elle qu'on ouvre sur l'ordinateur de la salle."""
    seance = seance_visible(request, pk)
    return redirect("seance:ecran_public", seance.code)


def _seance(request: RequeteAgent, pk: int) -> Seance:
    seance = seance_visible(request, pk)
    exiger(peut_animer(request.user, seance))
    return seance


def _contexte(request: RequeteAgent, seance: Seance, **formulaires: Any) -> dict[str, Any]:
    veut_des_propositions = "propositions" in request.GET
    choisie = request.GET.get("activite")
    return (
        commun(request, seance, "Pupitre", "animer")
        | contexte_du_pupitre(seance, request.user, choisie, veut_des_propositions)
        | {
            "ecran": formulaires.get("ecran")
            or EcranForm(
                seance=seance, initial={"vue": seance.vue_de_l_ecran, "activite": seance.projetee_id}
            ),
            "minuteur": formulaires.get("minuteur") or MinuteurForm(),
            "lot": formulaires.get("lot") or LotForm(seance=seance),
        }
    )


def _retour(seance: Seance, activite: object = None) -> HttpResponse:
    suite = f"?activite={activite}" if str(activite or "").isdigit() else ""
    return redirect(reverse("seance:animer", args=[seance.pk]) + suite)
