"""Le service : les flux d'abord, les envois bornés, puis Django d'une seule traite."""

import os
from typing import Any

from asgiref.sync import sync_to_async
from django import setup
from django.core.handlers.asgi import ASGIHandler
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
setup(set_prefix=False)

from etabli.socle.flux import avec_le_direct  # noqa: E402 -- Django doit être prêt
from etabli.socle.televersement import borner  # noqa: E402


class DUneTraite(ASGIHandler):
    """Toutes nos vues sont synchrones et les flux sont servis à part : une requête ne change donc de fil qu'une fois.

    Livré à lui-même, Django traverserait chaque couche en asynchrone, avec deux changements de fil par couche.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: Any) -> HttpResponseBase:
        reponse: HttpResponseBase = await sync_to_async(self.get_response, thread_sensitive=True)(request)
        return reponse


application = avec_le_direct(borner(DUneTraite()))
