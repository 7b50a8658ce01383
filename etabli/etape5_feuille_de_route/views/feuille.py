"""La vue d'ensemble, la vision, le document et les actes du cycle."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.models import Seance
from etabli.etape5_feuille_de_route.actions import ecrire_la_vision
from etabli.etape5_feuille_de_route.documents import FEUILLE_DE_ROUTE
from etabli.etape5_feuille_de_route.forms import FORMULAIRES_D_ACTE, VisionForm
from etabli.etape5_feuille_de_route.lecture import Financement, lire_les_axes
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.trace import suivi_des_contributions
from etabli.etape5_feuille_de_route.views.commun import montrer, saisir, trouver
from etabli.etape5_feuille_de_route.workflow import CYCLE
from etabli.socle.document import FORMES
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fait
from etabli.socle.reponses import piece_jointe
from etabli.socle.verdict import exiger


@require_GET
def detail(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    actions = list(feuille.actions.for_detail())
    contexte: dict[str, Any] = {
        "actes": CYCLE.actes_possibles(feuille, request.user),
        "peut_rediger": peut_rediger(request.user, feuille),
        "enjeux": feuille.enjeux.avec_comptes(),
        "axes": lire_les_axes(feuille, actions),
        "nb_actions": len(actions),
        "financement": Financement([a for a in actions if a.est_en_jeu]),
        "suivi": suivi_des_contributions(feuille),
        "seances": Seance.objects.visible_to(request.user)
        .filter(atelier__dossier=dossier_id, familles__isnull=False)
        .distinct(),
        "faits": Fait.objects.du_fil(feuille.fil).filter(sujet_type__app_label="feuille_de_route")[:8],
    }
    return montrer(request, feuille, "detail", "detail", contexte)


@require_http_methods(["GET", "POST"])
def vision(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    form = VisionForm(request.POST or None, initial={"vision": feuille.vision})
    if tenter(form, lambda saisi: ecrire_la_vision(feuille, saisi["vision"], par=request.user)):
        messages.success(request, "La vision est enregistrée.")
        return redirect(feuille)
    return saisir(request, feuille, form, titre="Écrire la vision", annuler=feuille.get_absolute_url())


@require_GET
def document(request: RequeteAgent, dossier_id: int, forme: str) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    if forme not in FORMES:
        raise Http404
    nom = FEUILLE_DE_ROUTE.nom_de_fichier(feuille.dossier, forme)
    return piece_jointe(FEUILLE_DE_ROUTE.ecrire(feuille, forme), FORMES[forme], nom)


@require_http_methods(["GET", "POST"])
def avancer(request: RequeteAgent, dossier_id: int, acte: str) -> HttpResponse:
    """Un acte qui demande une date ou un motif montre d'abord son formulaire."""
    feuille = trouver(request, dossier_id)
    transition = CYCLE.par_nom.get(acte)
    if transition is None or (request.method == "GET" and not transition.saisie):
        raise Http404
    exiger(CYCLE.verdict(acte, feuille, request.user))
    if not transition.saisie:
        CYCLE.avancer(acte, feuille, par=request.user)
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(feuille)
    form = FORMULAIRES_D_ACTE[acte](request.POST if request.method == "POST" else None)
    if tenter(form, lambda saisi: CYCLE.avancer(acte, feuille, par=request.user, **saisi)):
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(feuille)
    options: dict[str, Any] = {"titre": transition.libelle, "libelle": transition.libelle}
    return saisir(request, feuille, form, annuler=feuille.get_absolute_url(), **options)
