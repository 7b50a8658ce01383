"""Une seule boîte pour tout chercher : dossiers, notes, documents, paroles, actions, personnes."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.socle.affichage import Onglet
from etabli.socle.recherche import Trouvailles, chercher
from etabli.socle.rendu import page

PAR_PAGE = 20


@require_GET
def rechercher(request: RequeteAgent) -> HttpResponse:
    requete = request.GET.get("q", "").strip()[:200]
    genre = request.GET.get("genre", "")
    numero = _numero(request.GET.get("page", ""))
    trouvailles = chercher(requete, request.user, genre=genre, de=(numero - 1) * PAR_PAGE, combien=PAR_PAGE)
    contexte = {
        "requete": requete,
        "genre": genre,
        "trouvailles": trouvailles,
        "resultats": _avec_leur_dossier(trouvailles, request),
        "onglets": _onglets(request, trouvailles, genre),
        "feuille": _feuille(trouvailles, numero),
    }
    return page(request, "dossier/recherche.html", contexte)


def _numero(lu: str) -> int:
    return int(lu) if lu.isdecimal() and 1 <= int(lu) <= 10_000 else 1


def _avec_leur_dossier(trouvailles: Trouvailles, request: RequeteAgent) -> list[tuple[Any, Dossier | None]]:
    cles = {r.fil.removeprefix("dossier-") for r in trouvailles.resultats if r.fil.startswith("dossier-")}
    dossiers = {d.fil: d for d in Dossier.objects.visible_to(request.user).filter(pk__in=cles)}
    return [(r, dossiers.get(r.fil)) for r in trouvailles.resultats]


def _onglets(request: RequeteAgent, trouvailles: Trouvailles, genre: str) -> list[Onglet]:
    total = sum(nb for _, _, nb in trouvailles.par_genre)
    entrees = [("", "Tout", total), *trouvailles.par_genre]
    return [Onglet(nom, _vers(request, cle), cle == genre, nb) for cle, nom, nb in entrees]


def _vers(request: RequeteAgent, genre: str) -> str:
    parametres = request.GET.copy()
    parametres.pop("page", None)
    parametres["genre"] = genre
    return f"?{parametres.urlencode()}"


def _feuille(trouvailles: Trouvailles, numero: int) -> Page[Any]:
    """De quoi dessiner la pagination : la recherche a déjà découpé."""
    return Paginator(range(trouvailles.nb), PAR_PAGE).get_page(numero)
