"""La galerie des composants : chaque composant y est montré, avec son code et ce qu'il accepte."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from etabli.socle.rendu import page


@login_not_required
@require_GET
def composants(request: HttpRequest) -> HttpResponse:
    return page(request, "socle/composants.html", {})
