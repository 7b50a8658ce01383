"""Les pages du sol : la galerie des composants et l'avancement d'un travail de fond."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from etabli.socle.galerie import fiches
from etabli.socle.models import Travail
from etabli.socle.rendu import page


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
