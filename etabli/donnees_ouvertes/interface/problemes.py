"""Toute erreur a la même forme (RFC 9457) : un titre, une phrase qui dit quoi faire, et où, champ par champ."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, SuspiciousOperation, ValidationError
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.errors import ValidationError as SaisieRefusee
from pydantic import Field

from etabli.socle.empechements import reconnaitre

journal_technique = logging.getLogger("django.request")

TYPE = "application/problem+json"
TITRES = {
    400: "Demande incomprise",
    401: "Jeton absent ou refusé",
    403: "Refusé",
    404: "Introuvable",
    405: "Méthode non permise",
    409: "Déjà en cours",
    413: "Demande trop lourde",
    422: "Saisie refusée",
    429: "Trop de demandes",
    500: "Panne",
    503: "Injoignable pour l'instant",
    507: "Plus de place",
}
PANNE = "La plateforme n'a pas su répondre ; la panne est consignée. Réessayez plus tard."
PHRASES = {
    "missing": "Cette valeur est attendue.",
    "int_parsing": "Écrivez un nombre entier.",
    "int_type": "Écrivez un nombre entier.",
    "int_from_float": "Écrivez un nombre entier.",
    "string_type": "Écrivez un texte.",
    "bool_type": "Écrivez true ou false.",
    "bool_parsing": "Écrivez true ou false.",
    "date_from_datetime_parsing": "Écrivez une date, par exemple 2026-03-31.",
    "date_parsing": "Écrivez une date, par exemple 2026-03-31.",
    "date_type": "Écrivez une date, par exemple 2026-03-31.",
    "uuid_parsing": "Écrivez un identifiant UUID.",
    "uuid_type": "Écrivez un identifiant UUID.",
    "list_type": "Écrivez une liste.",
    "model_attributes_type": "Écrivez un objet JSON.",
    "dict_type": "Écrivez un objet JSON.",
    "extra_forbidden": "Ce champ n'existe pas.",
    "string_pattern_mismatch": "Cette valeur contient des signes qui ne sont pas permis.",
}
BORNES = {
    "greater_than_equal": "Écrivez un nombre au moins égal à {ge}.",
    "less_than_equal": "Écrivez un nombre au plus égal à {le}.",
    "string_too_short": "Écrivez au moins {min_length} caractère(s).",
    "string_too_long": "Écrivez au plus {max_length} caractères.",
    "too_short": "Donnez au moins {min_length} élément(s).",
    "too_long": "Donnez au plus {max_length} éléments à la fois.",
    "enum": "Choisissez parmi {expected}.",
    "literal_error": "Choisissez parmi {expected}.",
}


class Faute(Schema):
    champ: str = Field(description="Le paramètre ou le champ du corps.", examples=["par_page"])
    detail: str = Field(description="Ce qu'il faut y écrire.", examples=["Écrivez un nombre entier."])


class Probleme(Schema):
    """Une erreur, sous la forme de la RFC 9457."""

    type: str = Field(description="L'adresse de la page qui explique cette erreur.")
    title: str = Field(description="Sa famille.", examples=["Saisie refusée"])
    status: int = Field(description="Le statut HTTP.", examples=[422])
    detail: str = Field(description="Ce qui ne va pas, et quoi faire.")
    instance: str = Field(description="L'adresse demandée.")
    erreurs: list[Faute] = Field(default=[], description="Champ par champ, quand une saisie est refusée.")


def probleme(
    request: HttpRequest, statut: int, detail: str, erreurs: Sequence[Mapping[str, str]] = ()
) -> HttpResponse:
    corps = {
        "type": request.build_absolute_uri(f"/donnees/interface/#erreur-{statut}"),
        "title": TITRES.get(statut, "Erreur"),
        "status": statut,
        "detail": detail,
        "instance": request.get_full_path(),
        "erreurs": list(erreurs),
    }
    texte = json.dumps(corps, ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(texte, status=statut, content_type=TYPE)


def repondre_aux_erreurs(api: NinjaAPI) -> None:
    """Chaque famille d'exceptions, une fois pour toute l'API."""
    api.add_exception_handler(SaisieRefusee, _saisie_refusee)
    api.add_exception_handler(ValidationError, _valeur_refusee)
    api.add_exception_handler(PermissionDenied, _refus)
    api.add_exception_handler(Http404, _introuvable)
    api.add_exception_handler(HttpError, _erreur_http)
    api.add_exception_handler(SuspiciousOperation, _trop_lourd)
    api.add_exception_handler(Exception, _panne)


def _saisie_refusee(request: HttpRequest, erreur: Any) -> HttpResponse:
    fautes = [{"champ": _chemin(f["loc"]), "detail": _phrase(f)} for f in erreur.errors]
    return probleme(request, 422, "La demande n'est pas comprise : voyez chaque champ.", fautes)


def _chemin(lieu: Sequence[Any]) -> str:
    """« body.donnees.cartes.0.texte » ne dit rien à personne : on ne garde que ce que l'appelant a écrit."""
    parties = [str(p) for p in lieu if p not in ("body", "query", "path", "parametres", "corps")]
    return ".".join(parties) or "corps"


def _phrase(faute: Mapping[str, Any]) -> str:
    nature = str(faute.get("type", ""))
    if nature in BORNES:
        return BORNES[nature].format(**faute.get("ctx", {}))
    return PHRASES.get(nature, "Cette valeur n'est pas comprise.")


def _valeur_refusee(request: HttpRequest, erreur: Any) -> HttpResponse:
    par_champ = erreur.message_dict if hasattr(erreur, "error_dict") else {"": erreur.messages}
    fautes = [
        {"champ": "corps" if champ in ("", NON_FIELD_ERRORS) else champ, "detail": str(phrase)}
        for champ, phrases in par_champ.items()
        for phrase in phrases
    ]
    return probleme(request, 422, " ".join(f["detail"] for f in fautes), fautes)


def _refus(request: HttpRequest, erreur: Any) -> HttpResponse:
    return probleme(request, 403, str(erreur) or "Vous n'avez pas le droit de faire cela.")


def _introuvable(request: HttpRequest, erreur: Any) -> HttpResponse:
    return probleme(request, 404, "Rien n'existe à cette adresse, ou vous n'y avez pas accès.")


def _erreur_http(request: HttpRequest, erreur: Any) -> HttpResponse:
    if erreur.status_code == 401:
        reponse = probleme(request, 401, "Donnez un jeton dans l'en-tête Authorization : Bearer etabli_…")
        reponse["WWW-Authenticate"] = "Bearer"
        return reponse
    detail = "Le corps n'est pas du JSON." if erreur.status_code == 400 else str(erreur)
    return probleme(request, erreur.status_code, detail)


def _trop_lourd(request: HttpRequest, erreur: Any) -> HttpResponse:
    return probleme(request, 413, "Cette demande dépasse la taille permise : envoyez-la en plusieurs fois.")


def _panne(request: HttpRequest, erreur: Any) -> HttpResponse:
    """La frontière de l'API : la trace va au journal technique, l'appelant reçoit une phrase."""
    journal_technique.error("%s %s", request.method, request.path, exc_info=erreur)
    got_request_exception.send(sender=None, request=request)
    empechement = reconnaitre(erreur)
    statut, detail = (empechement.statut, empechement.motif) if empechement else (500, PANNE)
    reponse = probleme(request, statut, detail)
    # La trace est déjà écrite : Django n'a pas à y ajouter une ligne sans elle.
    reponse._has_been_logged = True  # type: ignore[attr-defined]
    return reponse
