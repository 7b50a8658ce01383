"""Le plan du site, seule page de mentions que le code tient encore : les autres sont rédigées."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from etabli.socle.rendu import page
from etabli.vitrine.plan import plan_du_site


@login_not_required
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    return page(request, "vitrine/plan.html", {"rubriques": plan_du_site(request.user)})
