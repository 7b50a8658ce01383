"""Les fiches-actions de la séance : les lire, et d'un geste en faire des actions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import reprendre_une_fiche
from etabli.etape5_feuille_de_route.fiches_de_seance import fiches_de, fiches_lues
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.views.commun import montrer, trouver
from etabli.socle.verdict import exiger


@require_GET
def fiches(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lues = fiches_lues(feuille)
    contexte: dict[str, Any] = {
        "fiches": lues,
        "nb_a_reprendre": sum(lue.action is None for lue in lues),
        "axes": list(feuille.axes.all()),
        "peut_rediger": peut_rediger(request.user, feuille),
    }
    return montrer(request, feuille, "fiches", "actions", contexte)


@require_POST
def reprendre(request: RequeteAgent, dossier_id: int, pk: UUID) -> HttpResponse:
    """Mène à l'action créée, prête à compléter ; sans axe choisi, revient à la fiche."""
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    fiche = get_object_or_404(fiches_de(feuille).select_related("commune"), pk=pk)
    cle = request.POST.get("axe", "")
    choisi = feuille.axes.filter(pk=int(cle)).first() if cle.isdigit() else None
    if choisi is None:
        messages.error(request, "Choisissez l'axe où ranger cette action.")
        return redirect("feuille_de_route:fiches", dossier_id)
    try:
        action = reprendre_une_fiche(feuille, fiche, choisi, par=request.user)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
        return redirect("feuille_de_route:fiches", dossier_id)
    messages.success(
        request, "La fiche est devenue une action. Complétez son coût, ses dates, son financement."
    )
    return redirect(action)
