"""La carte et la liste des ateliers, une page par atelier, les mêmes filtres partout."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from etabli.socle.jeux import geojson
from etabli.socle.middleware import POLITIQUE
from etabli.socle.rendu import page
from etabli.vitrine.calcul.catalogue import compter, semblables
from etabli.vitrine.cartes import carte_des_fiches, fond, vue_de
from etabli.vitrine.cartes.pages import contexte_de_la_carte, images_sous_la_carte
from etabli.vitrine.catalogue import catalogue, publiees
from etabli.vitrine.colonnes import ATELIERS, point
from etabli.vitrine.fiche_d_atelier import fiche_detaillee
from etabli.vitrine.filtres import Selection
from etabli.vitrine.models import Realisation
from etabli.vitrine.programme import annonce

PAR_PAGE = 30
EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@login_not_required
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    selection.compter_les_choix()
    contexte = {
        **contexte_de_la_carte(selection),
        "form": selection.form,
        "corrigee": selection.corrigee,
        "compte": compter(selection.fiches),
        "feuille": Paginator(selection.fiches, PAR_PAGE).get_page(request.GET.get("page")),
        "annonce": annonce(),
    }
    return avec_les_images(page(request, "vitrine/ateliers.html", contexte))


def avec_les_images(reponse: HttpResponse) -> HttpResponse:
    """La politique de contenu ne s'ouvre qu'au serveur d'images déclaré, et qu'ici."""
    if settings.FOND_DE_CARTE:
        lieu = urlsplit(settings.FOND_DE_CARTE)
        ouverte = POLITIQUE.replace("img-src 'self'", f"img-src 'self' {lieu.scheme}://{lieu.netloc}")
        reponse.headers["Content-Security-Policy"] = ouverte
    return reponse


@login_not_required
@require_GET
def exporter(request: HttpRequest, forme: str) -> HttpResponse:
    if forme not in EXPORTS:
        raise Http404("Cette liste se télécharge en CSV, en classeur ODS ou en classeur XLSX.")
    contenu = getattr(ATELIERS, forme)(Selection(request.GET).fiches)
    reponse = HttpResponse(contenu, content_type=EXPORTS[forme])
    reponse["Content-Disposition"] = f'attachment; filename="ateliers.{forme}"'
    return reponse


@login_not_required
@require_GET
def liste_geojson(request: HttpRequest) -> JsonResponse:
    traits = geojson(ATELIERS, Selection(request.GET).fiches, point)
    reponse = JsonResponse(traits, content_type="application/geo+json")
    reponse["Access-Control-Allow-Origin"] = "*"
    reponse["Cross-Origin-Resource-Policy"] = "cross-origin"
    return reponse


@login_not_required
@require_GET
def carte_svg(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    dessin = carte_des_fiches(selection.fiches, vue_de(selection.filtre))
    return HttpResponse(dessin, content_type="image/svg+xml")


@login_not_required
@require_GET
@cache_control(public=True, max_age=86_400)
def fond_de_carte(request: HttpRequest) -> HttpResponse:
    """Le même pour tous ceux qui regardent le même endroit : le navigateur le garde un jour."""
    vue = vue_de(Selection(request.GET).filtre)
    dessin = fond(vue, transparent=bool(images_sous_la_carte(vue)))
    return HttpResponse(dessin, content_type="image/svg+xml")


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
    tout = catalogue()
    fiche = tout.par_cle[cle]
    contexte = {"fiche": fiche, "semblables": semblables(fiche, tout.fiches), **contexte}
    return page(request, "vitrine/atelier.html", contexte)
