"""Les sessions ouvertes d'un agent : d'où, depuis quand, et comment les fermer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from etabli.annuaire.appareils import nommer
from etabli.annuaire.models import Agent


@dataclass(frozen=True)
class SessionOuverte:
    """L'adresse IP aide à reconnaître un lieu ; on ne la traduit pas en ville, on n'en sait rien de sûr."""

    pk: int
    appareil: str
    adresse: str
    ouverte_le: datetime
    vue_le: datetime
    est_celle_ci: bool


def noter_la_session(request: HttpRequest) -> None:
    UserSession.objects.create_from_request(request)


def sessions_de(request: HttpRequest, agent: Agent) -> list[SessionOuverte]:
    """La session d'où l'on regarde en tête, puis la plus récemment vue ; les mortes s'effacent en passant."""
    vivantes = [_lire(s, request) for s in UserSession.objects.purge_and_list(agent)]
    return sorted(vivantes, key=lambda s: (not s.est_celle_ci, -s.vue_le.timestamp()))


def fermer(agent: Agent, pk: int) -> bool:
    session = UserSession.objects.filter(user=agent, pk=pk).first()
    if session is None:
        return False
    session.end()
    return True


def fermer_les_autres(request: HttpRequest, agent: Agent) -> int:
    autres = UserSession.objects.filter(user=agent).exclude(session_key=request.session.session_key)
    for session in autres:
        session.end()
    return len(autres)


def _lire(session: Any, request: HttpRequest) -> SessionOuverte:
    return SessionOuverte(
        session.pk,
        nommer(session.user_agent),
        session.ip,
        session.created_at,
        session.last_seen_at,
        session.session_key == request.session.session_key,
    )
