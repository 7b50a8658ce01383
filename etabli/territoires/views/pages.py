"""Les pages publiques du découpage : chercher un territoire, lire son portrait."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from etabli.socle.colonnes import Tableau
from etabli.socle.rendu import page
from etabli.territoires.forms import RechercheForm
from etabli.territoires.portrait import MODELES, portrait
from etabli.territoires.recherche import Trouvaille


@login_not_required
@require_GET
@vary_on_headers("Accept", "HX-Request")
def recherche(request: HttpRequest) -> HttpResponse:
    form = RechercheForm(request.GET)
    trouvailles = form.trouvailles()
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return json_des(trouvailles)
    contexte = {"texte": form.cleaned_data.get("q", ""), "trouvailles": trouvailles}
    return page(request, "territoires/recherche.html", contexte, fragment="resultats")


@login_not_required
@require_GET
def recherche_json(request: HttpRequest) -> JsonResponse:
    return json_des(RechercheForm(request.GET).trouvailles())


def json_des(trouvailles: list[Trouvaille]) -> JsonResponse:
    return JsonResponse({"resultats": [en_json(t) for t in trouvailles]})


def en_json(trouvaille: Trouvaille) -> dict[str, Any]:
    renvoi = trouvaille.remplacee_par
    return {
        "genre": trouvaille.genre,
        "code": trouvaille.code,
        "nom": trouvaille.nom,
        "precision": trouvaille.precision,
        "url": trouvaille.url,
        "remplacee_par": {"code": renvoi.code, "nom": renvoi.nom} if renvoi else None,
    }


@login_not_required
@require_GET
def detail(request: HttpRequest, genre: str, code: str) -> HttpResponse:
    if genre not in MODELES:
        raise Http404("Ce niveau de territoire n'existe pas.")
    territoire = get_object_or_404(MODELES[genre].visible_to(request.user), pk=code.upper())
    lu = portrait(territoire)
    tableaux = [Tableau(m.colonnes, m.lignes, m.legende, legende_visible=False) for m in lu.membres]
    return page(
        request,
        "territoires/detail.html",
        {"territoire": territoire, "portrait": lu, "tableaux": tableaux},
    )
