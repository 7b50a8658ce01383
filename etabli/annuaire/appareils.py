"""Le navigateur d'où l'on se connecte : comment le nommer, et s'il est déjà venu avec ce compte."""

import re

from django.conf import settings
from django.core.signing import BadSignature, get_cookie_signer
from django.http import HttpRequest, HttpResponse

from etabli.annuaire.models import Agent

TEMOIN = "appareil"
UN_AN = 365 * 24 * 3600
# Un poste partagé ne retient que les derniers comptes venus.
COMPTES_RETENUS = 8
NAVIGATEURS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def nommer(agent_utilisateur: str) -> str:
    """« Firefox, Windows » : ce que la personne reconnaît, sans numéro de version."""
    navigateur = next((nom for marque, nom in NAVIGATEURS if marque in agent_utilisateur), "Autre navigateur")
    systeme = next((nom for marque, nom in SYSTEMES if marque in agent_utilisateur), "système inconnu")
    return f"{navigateur}, {systeme}"


def appareil_de(request: HttpRequest) -> str:
    return nommer(request.headers.get("User-Agent", ""))


def est_connu(request: HttpRequest, agent: Agent) -> bool:
    return str(agent.pk) in _comptes(request)


def retenir(request: HttpRequest, reponse: HttpResponse, agent: Agent) -> None:
    """Un témoin signé, d'un an, qui ne dit que les comptes déjà venus de ce navigateur."""
    comptes = [str(agent.pk), *(c for c in _comptes(request) if c != str(agent.pk))][:COMPTES_RETENUS]
    reponse.set_cookie(
        TEMOIN,
        get_cookie_signer(salt=TEMOIN).sign("-".join(comptes)),
        max_age=UN_AN,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _comptes(request: HttpRequest) -> list[str]:
    try:
        lu = get_cookie_signer(salt=TEMOIN).unsign(request.COOKIES.get(TEMOIN, ""), max_age=UN_AN)
    except BadSignature:
        return []
    return re.findall(r"\d+", lu)
