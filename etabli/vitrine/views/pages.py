"""L'accueil, les pages du programme et les mentions : des textes, et des chiffres lus dans les données."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from etabli.socle.rendu import page
from etabli.vitrine import programme
from etabli.vitrine.calcul.catalogue import compter
from etabli.vitrine.catalogue import toutes_les_fiches
from etabli.vitrine.plan import plan_du_site


@login_not_required
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    fiches = toutes_les_fiches()
    contexte = {
        **programme.contexte_du_programme(),
        "compte": compter(fiches),
        "recents": [f for f in fiches if f.est_a_l_annee and not f.est_fictif][:3],
    }
    return page(request, "vitrine/accueil.html", contexte)


@login_not_required
@require_GET
def le_programme(request: HttpRequest) -> HttpResponse:
    formats = programme.formats()
    contexte = {
        **programme.contexte_du_programme(),
        "formats": formats,
        "tableau": programme.tableau_des_formats(formats),
    }
    return page(request, "vitrine/programme.html", contexte)


@login_not_required
@require_GET
def comprendre(request: HttpRequest) -> HttpResponse:
    contexte = {**programme.contexte_du_programme(), "familles": programme.familles_de_themes()}
    return page(request, "vitrine/comprendre.html", contexte)


@login_not_required
@require_GET
def deroulement(request: HttpRequest) -> HttpResponse:
    contexte = {
        **programme.contexte_du_programme(),
        "phases": programme.phases(),
        "livrables": programme.livrables(),
    }
    return page(request, "vitrine/deroulement.html", contexte)


@login_not_required
@require_GET
def candidater(request: HttpRequest) -> HttpResponse:
    contexte = {**programme.contexte_du_programme(), "rubriques": programme.rubriques_de_la_note()}
    return page(request, "vitrine/candidater.html", contexte)


def reglage(nom: str) -> str:
    """Ce que l'exploitant déclare dans les réglages ; vide, la page dit que ce n'est pas déclaré."""
    return str(getattr(settings, nom, ""))


def exploitation() -> dict[str, str]:
    return {
        "directeur": reglage("DIRECTEUR_DE_LA_PUBLICATION"),
        "hebergeur": reglage("HEBERGEUR"),
        "courriel": reglage("COURRIEL_DE_CONTACT"),
        "courriel_dpo": reglage("COURRIEL_DPO"),
        "adresse_du_site": reglage("ADRESSE_DU_SITE"),
    }


def _texte(request: HttpRequest, gabarit: str, **contexte: Any) -> HttpResponse:
    return page(request, gabarit, {"exploitation": exploitation(), **contexte})


@login_not_required
@require_GET
def mentions_legales(request: HttpRequest) -> HttpResponse:
    return _texte(request, "vitrine/mentions_legales.html")


@login_not_required
@require_GET
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    return _texte(request, "vitrine/donnees_personnelles.html")


@login_not_required
@require_GET
def accessibilite(request: HttpRequest) -> HttpResponse:
    return _texte(request, "vitrine/accessibilite.html")


@login_not_required
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    return _texte(request, "vitrine/plan.html", rubriques=plan_du_site(request.user))
