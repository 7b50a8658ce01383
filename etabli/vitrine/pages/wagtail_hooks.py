"""La rédaction, réduite à ce dont un chargé de communication a besoin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

# Les comptes et les droits se règlent dans l'annuaire et sur la page des rédacteurs, pas ici.
MENU = {"explorer", "images", "documents", "reports", "settings"}
REGLAGES = {"redirects", "workflows", "workflow-tasks"}


@hooks.register("construct_main_menu")
def garder_l_utile(request: HttpRequest, menu: list[Any]) -> None:
    menu[:] = [entree for entree in menu if entree.name in MENU]


@hooks.register("construct_settings_menu")
def garder_les_reglages_utiles(request: HttpRequest, menu: list[Any]) -> None:
    menu[:] = [entree for entree in menu if entree.name in REGLAGES]
