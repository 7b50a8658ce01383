"""Les pages d'erreur : chacune dit ce qui s'est passé et quoi faire."""

import re
import sys
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

from etabli.socle.empechements import Empechement, reconnaitre
from etabli.socle.rendu import veut_un_fragment

REFUS = "Vous n'avez pas le droit de faire cela."
INTROUVABLE = "Cette page n'existe pas, ou vous n'y avez pas accès."
INCOMPRISE = "Le site n'a pas compris cette demande."
# Ce qu'une page d'erreur ne remontre jamais, et en deçà de quoi une saisie se retape sans peine.
SECRETS = re.compile(r"pass|secret|token|jeton|code|cle|envoi|^id_|login", re.I)
COURT = 15


def requete_incomprise(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _repondre(request, 400, "Demande incomprise", INCOMPRISE)


def acces_refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Le motif vient du verdict : c'est la même phrase que sous le bouton fermé."""
    motif = str(exception) if isinstance(exception, PermissionDenied) and str(exception) else REFUS
    return _repondre(request, 403, "Accès refusé", motif)


def page_introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _repondre(request, 404, "Page introuvable", INTROUVABLE)


def formulaire_perime(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Le jeton du formulaire a expiré, souvent parce que la session a changé dans un autre onglet.

    Rien n'est perdu : ce qui était saisi est montré pour être copié, jamais renvoyé d'un clic (ce serait obéir à
    une page piégée).
    """
    return _repondre(
        request,
        403,
        "Formulaire périmé",
        "Ce formulaire est resté ouvert trop longtemps ou votre session a changé : il n'a pas été enregistré. "
        "Rechargez la page d'où vous venez, puis envoyez de nouveau.",
        saisies=saisies_de(request),
    )


def saisies_de(request: HttpRequest) -> list[str]:
    """Les textes que la personne avait tapés, secrets exceptés."""
    try:
        champs = [(nom, valeur) for nom, valeurs in request.POST.lists() for valeur in valeurs]
    except (UnreadablePostError, SuspiciousOperation, MultiPartParserError, OSError):
        return []
    return [valeur for nom, valeur in champs if len(valeur) > COURT and not SECRETS.search(nom)]


def erreur_du_serveur(request: HttpRequest) -> HttpResponse:
    """Rien ici ne touche la base ni la session : la panne vient peut-être d'elles."""
    if empechement := reconnaitre(sys.exc_info()[1]):
        return _dire_l_empechement(request, empechement)
    if not _veut_une_page(request):
        return JsonResponse({"detail": "Une erreur est survenue. Réessayez dans un instant."}, status=500)
    return HttpResponse(render_to_string("500.html"), status=500)


def _dire_l_empechement(request: HttpRequest, empechement: Empechement) -> HttpResponse:
    """Un nom, une chose à faire, et ce qui était saisi ; un téléphone ou une machine réessaie de lui-même."""
    contexte = {**vars(empechement), "saisies": saisies_de(request)}
    if not _veut_une_page(request):
        reponse: HttpResponse = JsonResponse({"detail": empechement.motif}, status=empechement.statut)
    elif veut_un_fragment(request):
        reponse = _en_tete_de_page(render_to_string("socle/_erreur.html", contexte), empechement.statut)
    else:
        reponse = HttpResponse(
            render_to_string("socle/empechement.html", contexte), status=empechement.statut
        )
    reponse.headers["Retry-After"] = "60"
    return reponse


def _repondre(
    request: HttpRequest, statut: int, titre: str, motif: str, saisies: Sequence[str] = ()
) -> HttpResponse:
    if not _veut_une_page(request):
        return JsonResponse({"detail": motif}, status=statut)
    contexte = {"titre": titre, "motif": motif, "statut": statut, "saisies": saisies}
    if veut_un_fragment(request):
        return _en_tete_de_page(render_to_string("socle/_erreur.html", contexte, request), statut)
    return HttpResponse(render_to_string("socle/erreur.html", contexte, request), status=statut)


def _en_tete_de_page(html: str, statut: int) -> HttpResponse:
    """Le refus s'affiche en tête de page ; ce que la personne regardait reste en place."""
    reponse = HttpResponse(html, status=statut)
    reponse.headers["HX-Retarget"] = "#messages"
    reponse.headers["HX-Reswap"] = "innerHTML show:top"
    return reponse


def _veut_une_page(request: HttpRequest) -> bool:
    return request.accepts("text/html")
