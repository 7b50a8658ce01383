"""La page des données ouvertes, et l'API en lecture seule."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from etabli.donnees_ouvertes.description import openapi
from etabli.donnees_ouvertes.jeux import fichier_decp
from etabli.donnees_ouvertes.reponses import (
    LICENCE,
    LICENCE_URL,
    ParametreIncomprisError,
    autoriser_les_autres_sites,
    contenu,
    en_json,
    ouvrir_a_tous,
    servir,
)
from etabli.socle.jeux import jeu_ouvert, jeux
from etabli.socle.rendu import page


@login_not_required
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    contexte = {
        "jeux": [(jeu, len(list(jeu.lignes()))) for jeu in jeux()],
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
    return page(request, "donnees_ouvertes/accueil.html", contexte)


@login_not_required
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def jeu(request: HttpRequest, slug: str, forme: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return autoriser_les_autres_sites()
    trouve = jeu_ouvert(slug)
    if trouve is None or forme not in (*trouve.formes, "schema.json"):
        raise Http404("Ce jeu de données n'existe pas sous cette forme.")
    try:
        octets = contenu(trouve, forme, request)
    except ParametreIncomprisError as erreur:
        return ouvrir_a_tous(JsonResponse({"erreur": str(erreur)}, status=422))
    return servir(request, octets, forme, slug)


@login_not_required
@require_safe
def fichier_des_donnees_essentielles(request: HttpRequest, annee: int, siret: str) -> HttpResponse:
    donnees = fichier_decp(annee, siret)
    if donnees is None:
        raise Http404("Cet acheteur n'a notifié aucun marché complet cette année-là.")
    return servir(request, en_json(donnees), "json", f"decp-{annee}-{siret}")


@login_not_required
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    adresse = request.build_absolute_uri("/").rstrip("/")
    return servir(request, en_json(openapi(adresse, jeux())), "json", "openapi")
