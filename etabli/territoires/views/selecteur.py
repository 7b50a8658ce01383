"""Choisir un périmètre à chaque clic : le corps du sélecteur, et ce que sa carte dessine."""

import re
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from etabli.socle.rendu import page
from etabli.territoires.cartes.pave import (
    Pave,
    communes_du_pave,
    contours_des_departements,
    emprise_des_communes,
)
from etabli.territoires.forms import contexte_du_selecteur, saisie_de
from etabli.territoires.selection import appliquer

IDENTIFIANT = re.compile(r"[A-Za-z][\w-]*")


@require_POST
def selecteur(request: HttpRequest, nom: str) -> HttpResponse:
    """Ce que le champ de périmètre `nom` devient après un geste ; rien n'est enregistré."""
    id_ = request.GET.get("id", "")
    if not IDENTIFIANT.fullmatch(id_):
        raise Http404
    saisie = saisie_de(request.POST, nom)
    selection = appliquer(saisie)
    if saisie.geste not in ("chercher", ""):
        selection.saisie = replace(selection.saisie, recherche="")
    contexte = contexte_du_selecteur(nom, id_, selection, avec_carte=False)
    return page(request, "territoires/_selecteur.html", contexte)


@require_GET
@gzip_page
def communes_de_la_carte(request: HttpRequest) -> JsonResponse:
    """Les communes d'une partie de la carte ; trop large, on demande d'approcher plutôt que de tout envoyer."""
    if codes := request.GET.get("codes", ""):
        return JsonResponse({"emprise": emprise_des_communes(codes.split(","))})
    pave = Pave.lire(request.GET)
    if pave is None:
        return JsonResponse({"erreur": "Donnez ouest, sud, est et nord en degrés."}, status=400)
    return JsonResponse(communes_du_pave(pave))


@require_GET
@gzip_page
@cache_control(private=True, max_age=86_400)
def departements_de_la_carte(request: HttpRequest) -> HttpResponse:
    return HttpResponse(contours_des_departements(), content_type="application/geo+json")
