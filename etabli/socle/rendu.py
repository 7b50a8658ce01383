"""Rendre une page : entière ou par fragment, avec le bon statut et les messages du moment."""

from typing import Any

from django.contrib.messages import get_messages
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# Une saisie refusée n'est pas une page comme une autre : les machines le lisent au statut.
SAISIE_REFUSEE = 422


def page(
    request: HttpRequest,
    gabarit: str,
    contexte: dict[str, Any] | None = None,
    *,
    form: BaseForm | BaseFormSet[Any] | None = None,
    fragment: str = "",
    statut: int = 200,
) -> HttpResponse:
    """La page, ou son seul `fragment` si htmx le demande ; 422 quand le formulaire a des erreurs.

    `form` est aussi ajouté au contexte. Avec un fragment, les messages en attente suivent hors bande.
    """
    contexte = dict(contexte or {})
    if form is not None:
        contexte.setdefault("form", form)
        statut = SAISIE_REFUSEE if _a_des_erreurs(form) else statut
    if fragment and veut_un_fragment(request):
        html = render_to_string(f"{gabarit}#{fragment}", contexte, request) + messages_hors_bande(request)
        return HttpResponse(html, status=statut)
    return HttpResponse(render_to_string(gabarit, contexte, request), status=statut)


def veut_un_fragment(request: HttpRequest) -> bool:
    """Une navigation « boostée » attend la page entière, comme un navigateur sans JavaScript."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not (htmx.boosted or htmx.history_restore_request)


def messages_hors_bande(request: HttpRequest) -> str:
    """Les messages en attente, placés par htmx dans la région prévue en tête de page."""
    messages = list(get_messages(request))
    if not messages:
        return ""
    return render_to_string("socle/_messages_hors_bande.html", {"messages": messages}, request)


def _a_des_erreurs(form: BaseForm | BaseFormSet[Any]) -> bool:
    if isinstance(form, BaseFormSet):
        return form.is_bound and not form.is_valid()
    return bool(form.errors)
