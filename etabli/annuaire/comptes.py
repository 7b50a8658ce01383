"""Ce que nous changeons à django-allauth : pas d'inscription libre, et 422 quand une saisie est refusée."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from etabli.socle.rendu import SAISIE_REFUSEE


class AdaptateurDeComptes(DefaultAccountAdapter):  # type: ignore[misc]
    """On n'ouvre pas de compte soi-même : on y est invité."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def refuser_en_422(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Les vues d'allauth rendent 200 avec leurs erreurs ; ici une saisie refusée se lit au statut."""

    @wraps(vue)
    def refusant(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reponse = vue(request, *args, **kwargs)
        form = (getattr(reponse, "context_data", None) or {}).get("form")
        if reponse.status_code == 200 and form is not None and form.errors:
            reponse.status_code = SAISIE_REFUSEE
        return reponse

    return refusant
