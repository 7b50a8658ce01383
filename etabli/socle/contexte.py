"""Ce que toutes les pages savent : le nom du site, la navigation, l'avertissement."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {}
