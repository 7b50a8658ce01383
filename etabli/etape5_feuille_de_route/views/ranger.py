"""Rattacher en glissant ; ou en cochant puis en pressant « Rattacher ici », sans souris et sans JavaScript."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import degager, ranger
from etabli.etape5_feuille_de_route.calcul.rattachement import REFUS
from etabli.etape5_feuille_de_route.forms import RangementForm
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.rangement import GENRES, LECTURES, cle_de, les_cibles, retrouver
from etabli.etape5_feuille_de_route.views.commun import montrer, trouver
from etabli.socle.francais import pluriel
from etabli.socle.verdict import exiger

PAR_PAGE = 40
REFUSE = 422


@require_http_methods(["GET", "POST"])
def la_chaine(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    verdict = peut_rediger(request.user, feuille)
    if request.method == "GET":
        return _montrer(request, feuille, {"peut_rediger": verdict})
    exiger(verdict)
    try:
        fait = _faire(request, feuille)
    except ValidationError as refus:
        contexte = {"peut_rediger": verdict, "refus": " ".join(refus.messages)}
        reponse = _montrer(request, feuille, contexte)
        reponse.status_code = REFUSE
        return reponse
    if request.htmx:
        return _montrer(request, feuille, {"peut_rediger": verdict, "fait": fait})
    messages.success(request, fait)
    return redirect(request.get_full_path())


def _faire(request: RequeteAgent, feuille: FeuilleDeRoute) -> str:
    """« vers » nomme la cible qui reçoit ; « detacher » vaut « contribution-…|enjeu-3 »."""
    if detacher := request.POST.get("detacher"):
        porte, _, cible = detacher.partition("|")
        quoi, d_ou = retrouver(feuille, porte), retrouver(feuille, cible)
        degager(quoi, d_ou, par=request.user)
        return f"«\u00a0{quoi}\u00a0» n'est plus rattaché à «\u00a0{d_ou}\u00a0»."
    portes = [retrouver(feuille, cle) for cle in request.POST.getlist("quoi")]
    if not portes:
        raise ValidationError("Cochez d'abord, à gauche, ce que vous voulez rattacher.")
    cible = retrouver(feuille, request.POST.get("vers", ""))
    nb = ranger(portes, cible, par=request.user)
    if not nb:
        return f"C'était déjà rattaché à «\u00a0{cible}\u00a0»."
    return f"{pluriel(nb, 'élément')} rattaché{'s' if nb > 1 else ''} à «\u00a0{cible}\u00a0»."


def _montrer(request: RequeteAgent, feuille: FeuilleDeRoute, plus: dict[str, Any]) -> HttpResponse:
    filtre = RangementForm(request.GET)
    genre = filtre.genre()
    lus = filtre.appliquer(LECTURES[genre](feuille), genre)
    feuilles = Paginator(lus, PAR_PAGE).get_page(request.GET.get("page"))
    contexte: dict[str, Any] = {
        "filtre": filtre,
        "genre": genre,
        "nom_du_genre": dict(GENRES)[genre],
        "ou": REFUS[genre],
        "feuilles": feuilles,
        "portes": [(cle_de(genre, objet.pk), objet) for objet in feuilles],
        "cibles": les_cibles(feuille, genre),
        "ici": request.get_full_path(),
        "fait": "",
        "refus": "",
    }
    return montrer(request, feuille, "ranger", "detail", {**contexte, **plus}, fragment="table")
