"""Les pages du sol : la galerie des composants, l'avancement d'un travail, la boîte d'envoi."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.courriel import renvoyer_la_lettre
from etabli.socle.galerie import fiches
from etabli.socle.models import EtatLettre, LettreSortante, Travail
from etabli.socle.rendu import page

NIVEAUX = {EtatLettre.ENVOYEE: "success", EtatLettre.ECHOUEE: "error", EtatLettre.RETENUE: "warning"}
LETTRES = JeuDeColonnes(
    "lettres",
    "Lettres",
    (
        Colonne("sujet", "Objet", lambda x: x.sujet, lien=lambda x: reverse("socle:lettre", args=[x.pk])),
        Colonne("destinataire", "Destinataire", lambda x: x.destinataire, secondaire=True),
        Colonne("cree_le", "Écrite", lambda x: x.cree_le, "instant"),
        Colonne(
            "etat",
            "État",
            lambda x: x.get_etat_display(),
            "badge",
            niveau=lambda x: NIVEAUX.get(x.etat, "info"),
        ),
    ),
)


@login_not_required
@require_http_methods(["GET", "POST"])
def composants(request: HttpRequest) -> HttpResponse:
    """Les exemples qui s'envoient le disent : rien n'en est gardé."""
    if request.method == "POST":
        messages.info(request, "Ceci est un exemple : rien n'a été enregistré.")
        return redirect("socle:composants")
    return page(request, "socle/composants.html", {"fiches": fiches(request)})


@require_GET
def travail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tant que le travail dure, la page se met à jour seule ; elle s'actualise aussi à la main."""
    objet = get_object_or_404(Travail.objects.visible_to(request.user), pk=pk)
    return page(request, "socle/travail.html", {"travail": objet}, fragment="avancement")


@require_GET
def lettres(request: HttpRequest) -> HttpResponse:
    """La boîte d'envoi : tout ce que la plateforme a écrit, du plus récent au plus ancien."""
    etat = request.GET.get("etat", "")
    visibles = LettreSortante.objects.visible_to(request.user)
    if etat in EtatLettre.values:
        visibles = visibles.filter(etat=etat)
    feuille = Paginator(visibles, 30).get_page(request.GET.get("page"))
    tableau = LETTRES.tableau(feuille.object_list, "Lettres, de la plus récente à la plus ancienne")
    contexte = {"feuille": feuille, "tableau": tableau, "etat": etat, "etats": EtatLettre.choices}
    return page(request, "socle/lettres.html", contexte)


@require_GET
def lettre(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(LettreSortante.objects.visible_to(request.user), pk=pk)
    contexte = {
        "lettre": objet,
        "texte": objet.texte_pour(request.user),
        "niveau": NIVEAUX.get(EtatLettre(objet.etat), "info"),
        "peut_renvoyer": _peut_renvoyer(request, objet),
    }
    return page(request, "socle/lettre.html", contexte)


@require_POST
def renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    objet = get_object_or_404(LettreSortante.objects.visible_to(request.user), pk=pk)
    if not _peut_renvoyer(request, objet):
        raise PermissionDenied(
            "On ne renvoie qu'une lettre qui n'est pas partie, et seuls ceux qui relisent toute la boîte le peuvent."
        )
    if renvoyer_la_lettre(objet):
        messages.success(request, "La lettre est partie.")
    else:
        messages.error(
            request, "La lettre n'est pas partie : le relais de courriel ne répond pas. Réessayez plus tard."
        )
    return redirect("socle:lettre", pk=objet.pk)


def _peut_renvoyer(request: HttpRequest, objet: LettreSortante) -> bool:
    return objet.est_a_reprendre and getattr(request.user, "lit_toutes_les_lettres", False)
