"""Suivre les séances d'un dossier : la liste, la page d'une séance, ses actes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.etape4_seance.models import Seance
from etabli.etape4_seance.permissions import (
    peut_animer,
    peut_emarger,
    peut_lire_les_presents,
    peut_preparer,
    peut_rediger,
    peut_saisir_des_cartes,
)
from etabli.etape4_seance.resultats import presences
from etabli.etape4_seance.views.commun import commun, seance_visible
from etabli.etape4_seance.workflow import CYCLE
from etabli.socle.models import Fait
from etabli.socle.rendu import page

NB_FAITS = 8


@require_GET
def liste(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user), pk=dossier_id)
    seances = Seance.objects.visible_to(request.user).filter(atelier__dossier=dossier)
    contexte = {"dossier": dossier, "seances": seances.for_list().with_comptes().order_by("numero")}
    return page(request, "seance/liste.html", contexte)


@require_GET
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = seance_visible(request, pk)
    preparer = peut_preparer(request.user, seance)
    contexte = {
        "actes": CYCLE.actes_possibles(seance, request.user),
        "sequences": seance.sequences.all(),
        "tables": seance.tables.all(),
        "activites": seance.activites.select_related("porte_sur").all(),
        "presences": presences(seance),
        "preparer": preparer,
        "lire_les_presents": peut_lire_les_presents(request.user, seance),
        "animer": peut_animer(request.user, seance),
        "emarger": peut_emarger(request.user, seance),
        "saisir": peut_saisir_des_cartes(request.user, seance),
        "rediger": peut_rediger(request.user, seance),
        "faits": Fait.objects.sur(seance)[:NB_FAITS],
    }
    return page(request, "seance/detail.html", commun(request, seance, str(seance), "detail") | contexte)


@require_POST
def avancer(request: RequeteAgent, pk: int, acte: str) -> HttpResponse:
    seance = get_object_or_404(Seance.objects.visible_to(request.user).for_detail(), pk=pk)
    if acte not in CYCLE.par_nom:
        raise Http404
    CYCLE.avancer(acte, seance, par=request.user)
    messages.success(request, f"C'est fait : {CYCLE.par_nom[acte].libelle.lower()}.")
    return redirect("seance:animer", pk) if acte == "ouvrir" else redirect(seance)
