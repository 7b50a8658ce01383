"""Le portier : un jeton, et la portée qu'exige chaque adresse."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from etabli.annuaire.models import Agent
from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.models import Jeton
from etabli.socle.verdict import exige, exiger


class RequeteDOutil(HttpRequest):
    """Une requête dont le jeton a été reconnu : l'agent est `auth`."""

    auth: Agent
    jeton: Jeton


class Porteur(HttpBearer):
    """Le jeton a été lu par l'enveloppe ; ici, on vérifie qu'il permet ce que l'on demande."""

    def __init__(self, portee: Portee) -> None:
        super().__init__()
        self.portee = portee

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        jeton: Jeton | None = getattr(request, "jeton", None)
        if jeton is None:
            return None
        exiger(
            exige(
                self.portee.value in jeton.portees,
                f"Ce jeton n'a pas la portée «\u00a0{self.portee.value}\u00a0» : créez-en un qui l'ait.",
            )
        )
        return jeton.agent
