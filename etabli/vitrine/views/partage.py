"""La même recherche ailleurs : un fil Atom, une page à intégrer dans un autre site."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from etabli.socle.middleware import POLITIQUE
from etabli.socle.rendu import page
from etabli.vitrine.calcul.catalogue import Fiche, classer
from etabli.vitrine.cartes.pages import contexte_de_la_carte
from etabli.vitrine.filtres import Selection

AU_PLUS_DANS_LE_FIL, AU_PLUS_DANS_LE_CADRE = 50, 12
# La seule page que d'autres sites peuvent encadrer : elle ne montre que ce qui est public, et n'agit sur rien.
POLITIQUE_DU_CADRE = POLITIQUE.replace("frame-ancestors 'none'", "frame-ancestors *")


@login_not_required
@require_GET
def fil(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    site = settings.ADRESSE_DU_SITE.rstrip("/")
    flux = Atom1Feed(
        title=f"Ateliers Locaux : {selection.form.intitule}",
        link=site + reverse("vitrine:ateliers") + selection.form.adresse,
        description="Les ateliers arrivés sur le site, les derniers d'abord.",
        feed_url=site + request.get_full_path(),
        language="fr",
    )
    for fiche in classer(selection.fiches, "parution")[:AU_PLUS_DANS_LE_FIL]:
        flux.add_item(
            title=fiche.titre,
            link=site + fiche.url,
            description=resume(fiche),
            unique_id=site + fiche.url,
            categories=fiche.themes,
            updateddate=make_aware(datetime.combine(fiche.parue_le, time())) if fiche.parue_le else None,
        )
    return HttpResponse(flux.writeString("utf-8"), content_type=flux.content_type)


def resume(fiche: Fiche) -> str:
    fictif = "Démonstration, contenu fictif. " if fiche.est_fictif else ""
    dits = (fiche.nom_du_format, fiche.annee, fiche.lieu, fiche.territoire, ", ".join(fiche.themes))
    return fictif + " · ".join(filter(None, dits))


@login_not_required
@require_GET
def integrer(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    adresse = reverse("vitrine:cadre") + selection.form.adresse
    contexte = {"form": selection.form, "cadre": adresse, "site": settings.ADRESSE_DU_SITE.rstrip("/")}
    return page(request, "vitrine/integrer.html", contexte)


@login_not_required
@require_GET
@xframe_options_exempt
def cadre(request: HttpRequest) -> HttpResponse:
    selection = Selection(request.GET)
    contexte = {
        **contexte_de_la_carte(selection),
        "form": selection.form,
        "fiches": selection.fiches[:AU_PLUS_DANS_LE_CADRE],
        "nb": len(selection.fiches),
        "cible": "_blank",
    }
    reponse = page(request, "vitrine/cadre.html", contexte)
    reponse.headers["Content-Security-Policy"] = POLITIQUE_DU_CADRE
    reponse.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return reponse
