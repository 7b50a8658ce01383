"""La trace : ce que chaque contribution est devenue, et rattacher celles qui n'ont pas encore de suite."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.colonnes import CONTRIBUTIONS, couverture
from etabli.etape5_feuille_de_route.forms import FiltreDeContributionsForm
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.trace import (
    avec_suites,
    cibles_de,
    flux_de_la_trace,
    suivi_des_contributions,
)
from etabli.etape5_feuille_de_route.views.commun import en_fichier, montrer, trouver
from etabli.socle.colonnes import Tableau
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

PAR_PAGE = 40
CIBLES = {"enjeu": "enjeux", "axe": "axes", "action": "actions"}


def _lues(feuille: FeuilleDeRoute) -> "QuerySet[Contribution]":
    lues = feuille.contributions().select_related("activite__seance__atelier", "famille", "doublon_de")
    return lues.order_by("activite__seance__numero", "activite__ordre", "recue_le", "pk")


def _filtre(request: RequeteAgent, feuille: FeuilleDeRoute) -> FiltreDeContributionsForm:
    numeros = feuille.contributions().order_by("activite__seance__numero")
    sessions = list(numeros.values_list("activite__seance__numero", flat=True).distinct())
    return FiltreDeContributionsForm(request.GET, sessions=sessions)


@require_GET
def trace(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    filtre = _filtre(request, feuille)
    feuilles = Paginator(filtre.appliquer(_lues(feuille)), PAR_PAGE).get_page(request.GET.get("page"))
    suivi = suivi_des_contributions(feuille)
    vide = "Aucune contribution ne répond à ces filtres."
    contexte: dict[str, Any] = {
        "filtre": filtre,
        "requete": request.GET.urlencode(),
        "suivi": suivi,
        "colleges": Tableau(couverture("Collège").colonnes, suivi.par_college, "Par collège"),
        "sessions": Tableau(couverture("Session").colonnes, suivi.par_session, "Par session"),
        "graphique": flux_de_la_trace(feuille) if suivi.totale.nb_dites else None,
        "feuilles": feuilles,
        "tableau": Tableau(
            CONTRIBUTIONS.colonnes, avec_suites(feuilles), CONTRIBUTIONS.titre, vide, legende_visible=False
        ),
    }
    return montrer(request, feuille, "trace", "trace", contexte, fragment="table")


@require_GET
def exporter(request: RequeteAgent, dossier_id: int, forme: str) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lignes = avec_suites(_filtre(request, feuille).appliquer(_lues(feuille)))
    return en_fichier(CONTRIBUTIONS, lignes, forme, dossier_id)


@require_GET
def contribution(request: RequeteAgent, dossier_id: int, pk: UUID) -> HttpResponse:
    """Une parole, ce qu'elle est devenue, et de quoi la rattacher."""
    feuille = trouver(request, dossier_id)
    parole = get_object_or_404(_lues(feuille), pk=pk)
    cibles = cibles_de(parole)
    contexte: dict[str, Any] = {
        "parole": parole,
        "cibles": cibles,
        "peut_rediger": peut_rediger(request.user, feuille),
        "possibles": _possibles(feuille, {(genre, cible.pk) for genre, cible in cibles}),
    }
    return montrer(request, feuille, "contribution", "trace", contexte)


def _possibles(
    feuille: FeuilleDeRoute, deja: set[tuple[str, int]]
) -> list[tuple[str, list[tuple[str, str]]]]:
    groupes = (
        ("Enjeux", "enjeu", feuille.enjeux.all()),
        ("Axes", "axe", feuille.axes.all()),
        ("Actions", "action", feuille.actions.all()),
    )
    choix = [
        (nom, [(f"{genre}-{c.pk}", str(c)) for c in cibles if (genre, c.pk) not in deja])
        for nom, genre, cibles in groupes
    ]
    return [(nom, offertes) for nom, offertes in choix if offertes]


def _cible(feuille: FeuilleDeRoute, genre: str, pk: int | str) -> Enjeu | Axe | Action:
    cible: Enjeu | Axe | Action = get_object_or_404(getattr(feuille, CIBLES[genre]), pk=pk)
    cible.feuille = feuille
    return cible


@require_POST
def rattacher_a(request: RequeteAgent, dossier_id: int, pk: UUID) -> HttpResponse:
    """Depuis la page d'une contribution : `cible` vaut « enjeu-12 »."""
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    parole = get_object_or_404(_lues(feuille), pk=pk)
    genre, _, cle = request.POST.get("cible", "").partition("-")
    if genre not in CIBLES or not cle.isdigit():
        messages.error(request, "Choisissez dans la liste ce que cette contribution a fait naître.")
    else:
        cible = _cible(feuille, genre, cle)
        actions.rattacher(cible, [parole], par=request.user)
        messages.success(request, f"La contribution est rattachée à «\u00a0{cible}\u00a0».")
    return redirect("feuille_de_route:contribution", dossier_id, pk)


@require_http_methods(["GET", "POST"])
def rattacher(request: RequeteAgent, dossier_id: int, genre: str, pk: int) -> HttpResponse:
    """Depuis un enjeu, un axe ou une action : cocher les paroles qui l'ont fait naître."""
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    cible = _cible(feuille, genre, pk)
    if request.method == "POST":
        cochees = [cle for cle in request.POST.getlist("contributions") if _est_une_cle(cle)]
        nb = actions.rattacher(cible, _lues(feuille).filter(pk__in=cochees), par=request.user)
        messages.success(request, f"{nb} contribution{'s' if nb > 1 else ''} de plus.")
        return redirect(request.get_full_path())
    filtre = _filtre(request, feuille)
    libres = _lues(feuille).exclude(pk__in=cible.contributions.values("pk"))
    contexte: dict[str, Any] = {
        "feuille": feuille,
        "dossier": feuille.dossier,
        "cible": cible,
        "genre": genre,
        "filtre": filtre,
        "rattachees": cible.contributions.select_related("activite__seance"),
        "feuilles": Paginator(filtre.appliquer(libres), PAR_PAGE).get_page(request.GET.get("page")),
        "retour": _retour(feuille, cible),
    }
    return page(request, "feuille_de_route/rattacher.html", contexte)


def _est_une_cle(texte: str) -> bool:
    try:
        return bool(UUID(texte))
    except ValueError:
        return False


def _retour(feuille: FeuilleDeRoute, cible: Enjeu | Axe | Action) -> str:
    return cible.get_absolute_url() if isinstance(cible, Action) else feuille.get_absolute_url()


@require_POST
def detacher(
    request: RequeteAgent, dossier_id: int, genre: str, pk: int, contribution_id: UUID
) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    cible = _cible(feuille, genre, pk)
    actions.detacher(cible, get_object_or_404(cible.contributions, pk=contribution_id), par=request.user)
    messages.success(request, f"La contribution n'est plus rattachée à «\u00a0{cible}\u00a0».")
    if request.POST.get("retour") == "contribution":
        return redirect("feuille_de_route:contribution", dossier_id, contribution_id)
    return redirect(reverse("feuille_de_route:rattacher", args=[dossier_id, genre, pk]))
