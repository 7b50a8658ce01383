"""La carte et la liste des ateliers, une page par atelier, les mêmes filtres partout."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from etabli.socle.jeux import geojson
from etabli.socle.rendu import page
from etabli.vitrine.calcul.catalogue import Fiche, compter, filtrer, semblables
from etabli.vitrine.cartes import carte_des_fiches, contours, points_de_la_carte
from etabli.vitrine.catalogue import publiees, toutes_les_fiches
from etabli.vitrine.colonnes import ATELIERS, point
from etabli.vitrine.fiche_d_atelier import fiche_detaillee
from etabli.vitrine.forms import FiltreDAteliers
from etabli.vitrine.models import Realisation
from etabli.vitrine.programme import annonce

PAR_PAGE = 60
EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def selection(request: HttpRequest) -> tuple[FiltreDAteliers, list[Fiche]]:
    fiches = toutes_les_fiches()
    form = FiltreDAteliers(request.GET, fiches)
    return form, filtrer(fiches, form.filtre)


@login_not_required
@require_GET
@vary_on_headers("HX-Request")
def liste(request: HttpRequest) -> HttpResponse:
    form, trouvees = selection(request)
    contexte = {
        "form": form,
        "compte": compter(trouvees),
        "feuille": Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page")),
        "annonce": annonce(),
    }
    return page(request, "vitrine/ateliers.html", contexte, fragment="resultats")


@login_not_required
@require_GET
def exporter(request: HttpRequest, forme: str) -> HttpResponse:
    if forme not in EXPORTS:
        raise Http404("Cette liste se télécharge en CSV ou en classeur XLSX.")
    _, trouvees = selection(request)
    contenu = ATELIERS.csv(trouvees) if forme == "csv" else ATELIERS.xlsx(trouvees)
    reponse = HttpResponse(contenu, content_type=EXPORTS[forme])
    reponse["Content-Disposition"] = f'attachment; filename="ateliers.{forme}"'
    return reponse


@login_not_required
@require_GET
def liste_geojson(request: HttpRequest) -> JsonResponse:
    _, trouvees = selection(request)
    return JsonResponse(geojson(ATELIERS, trouvees, point), content_type="application/geo+json")


@login_not_required
@require_GET
def points(request: HttpRequest) -> JsonResponse:
    """Ce que la carte dessine : moins que le GeoJSON ouvert, assez pour une infobulle."""
    _, trouvees = selection(request)
    return JsonResponse({"points": points_de_la_carte(trouvees)})


@login_not_required
@require_GET
def carte_svg(request: HttpRequest) -> HttpResponse:
    _, trouvees = selection(request)
    return HttpResponse(carte_des_fiches(trouvees), content_type="image/svg+xml")


@login_not_required
@require_GET
@gzip_page
@cache_control(public=True, max_age=86_400)
def contours_des_departements(request: HttpRequest) -> HttpResponse:
    return HttpResponse(contours(), content_type="application/geo+json")


@login_not_required
@require_GET
def realisation(request: HttpRequest, slug: str) -> HttpResponse:
    trouvee = get_object_or_404(Realisation.objects.visible_to(request.user), slug=slug)
    return _page_d_atelier(request, f"realisation-{trouvee.slug}", {"realisation": trouvee})


@login_not_required
@require_GET
def atelier(request: HttpRequest, dossier_id: int) -> HttpResponse:
    publique = get_object_or_404(publiees(), dossier_id=dossier_id)
    return _page_d_atelier(request, f"atelier-{dossier_id}", fiche_detaillee(publique))


def _page_d_atelier(request: HttpRequest, cle: str, contexte: dict[str, Any]) -> HttpResponse:
    fiches = toutes_les_fiches()
    fiche = next(f for f in fiches if f.cle == cle)
    contexte = {"fiche": fiche, "semblables": semblables(fiche, fiches), **contexte}
    return page(request, "vitrine/atelier.html", contexte)
