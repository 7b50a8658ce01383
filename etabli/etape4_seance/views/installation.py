"""La salle s'installe sur l'appareil : son manifeste, et l'ouvrier qui l'ouvre sans réseau."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from etabli.etape4_seance.salle import seance_du_code

ICONES = (192, 512)


@login_not_required
@cache_control(no_cache=True)
@require_GET
def ouvrier(request: HttpRequest) -> HttpResponse:
    """Servi sous `/s/` pour n'agir que là : les pages des agents ne le connaissent pas."""
    scripts = json.dumps([static("seance/noyau.js"), static("seance/ouvrier.js")])
    return HttpResponse(f"importScripts(...{scripts});\n", content_type="text/javascript; charset=utf-8")


@login_not_required
@cache_control(max_age=3600)
@require_GET
def manifeste(request: HttpRequest, code: str) -> HttpResponse:
    seance = seance_du_code(request, code)
    racine = reverse("seance:rejoindre", args=[seance.code])
    contenu = {
        "id": racine,
        "name": f"{seance.titre} – {seance.atelier}",
        "short_name": f"Session {seance.numero}",
        "lang": "fr",
        "start_url": reverse("seance:salle", args=[seance.code]),
        "scope": racine,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#000091",
        "icons": [
            {"src": static(f"seance/icone-{cote}.png"), "sizes": f"{cote}x{cote}", "type": "image/png"}
            for cote in ICONES
        ],
    }
    return JsonResponse(
        contenu, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
