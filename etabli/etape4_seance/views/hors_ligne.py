"""Tenir la séance sans Internet : emporter, préparer le retour, rapporter."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.calcul.enveloppe import ValiseRefusee, empreinte, publique
from etabli.etape4_seance.forms.hors_ligne import RetourForm
from etabli.etape4_seance.models import Seance
from etabli.etape4_seance.permissions import peut_emporter, peut_rapporter
from etabli.etape4_seance.valise.depart import cle_du_site, emporter
from etabli.etape4_seance.valise.retour import fermer_le_retour, rapporter
from etabli.etape4_seance.views.commun import commun, seance_visible
from etabli.socle.rendu import page
from etabli.socle.reponses import piece_jointe

TYPE = "application/json"


@never_cache
@require_GET
def hors_ligne(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = seance_visible(request, pk)
    return page(request, "seance/hors_ligne.html", _contexte(request, seance), form=RetourForm())


@require_POST
def preparer(request: RequeteAgent, pk: int) -> HttpResponse:
    """Le fichier à poser sur le portable."""
    seance = seance_visible(request, pk)
    _, octets = emporter(seance, par=request.user)
    return piece_jointe(octets, TYPE, f"seance-{seance.code}-depart.valise")


@require_POST
def fermer(request: RequeteAgent, pk: int) -> HttpResponse:
    """Sur le portable, le fichier à rapporter."""
    seance = seance_visible(request, pk)
    valise = get_object_or_404(seance.valises, est_emportee=True)
    octets = fermer_le_retour(valise, par=request.user)
    valise.refresh_from_db(fields=["numero"])
    return piece_jointe(octets, TYPE, f"seance-{seance.code}-{valise.numero}-retour.valise")


@require_POST
def ranger(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = seance_visible(request, pk)
    form = RetourForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            rapporter(seance, form.cleaned_data["valise"], par=request.user)
        except ValiseRefusee as refus:
            form.add_error("valise", str(refus))
        else:
            messages.success(request, "La valise est rangée. Voici ce qu'elle a apporté.")
            return redirect("seance:hors_ligne", pk)
    return page(request, "seance/hors_ligne.html", _contexte(request, seance), form=form)


def _contexte(request: RequeteAgent, seance: Seance) -> dict[str, Any]:
    valises = list(seance.valises.select_related("preparee_par"))
    return commun(request, seance, "Hors ligne") | {
        "valises": valises,
        "emportee": next((valise for valise in valises if valise.est_emportee), None),
        "rapportee": next(
            (valise for valise in valises if valise.rendue_le and not valise.est_emportee), None
        ),
        "emporter": peut_emporter(request.user, seance),
        "rapporter": peut_rapporter(request.user, seance),
        "empreinte": empreinte(publique(cle_du_site())),
    }
