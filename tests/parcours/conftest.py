"""Les parcours se jouent dans le Chromium du système, sur un vrai serveur et une vraie base."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.navigateur import ARGUMENTS, chromium, contexte_du_navigateur, surveille

# Playwright fait tourner une boucle asyncio dans le fil des tests : Django refuserait d'y lire la base.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ici = Path(__file__).parent
    for item in items:
        if ici in item.path.parents:
            item.add_marker(pytest.mark.navigateur)
            if not chromium():
                item.add_marker(pytest.mark.skip(reason="Chromium n'est pas installé : parcours non joués."))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    return str(live_server.url)


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    return {**browser_context_args, **contexte_du_navigateur(base_url)}


@pytest.fixture
def page(page: Page) -> Page:
    """La page, dont toute plainte est notée dès l'ouverture."""
    surveille(page)
    return page


@pytest.fixture
def connecter(page: Page, live_server: Any) -> Callable[[Any], None]:
    """Ouvre la session d'un agent sans repasser par le formulaire."""

    def ouvrir(agent: Any) -> None:
        client = Client()
        client.force_login(agent)
        cle = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cle, "url": live_server.url, "httpOnly": True}]
        )

    return ouvrir


@pytest.fixture
def sans_javascript(browser: Any, browser_context_args: dict[str, Any]) -> Any:
    """La même page pour qui n'a pas de script."""
    contexte = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield contexte.new_page()
    contexte.close()
