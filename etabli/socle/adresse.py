"""D'où vient une demande : l'adresse que le premier mandataire de confiance a vue.

Le serveur ne relit pas lui-même `X-Forwarded-For` (`--no-proxy-headers`) : un en-tête n'est cru que d'autant de
mandataires que `NB_MANDATAIRES` en déclare, en comptant depuis la fin, ce qu'un visiteur ajoute restant au début.
"""

from django.conf import settings
from django.http import HttpRequest


def adresse_vue(transmises: str, directe: str) -> str:
    """`transmises` : l'en-tête ; `directe` : qui a ouvert la connexion."""
    vues = [a.strip() for a in transmises.split(",") if a.strip()]
    nb = settings.NB_MANDATAIRES
    return vues[-nb] if 0 < nb <= len(vues) else directe


def adresse_de(request: HttpRequest) -> str:
    return adresse_vue(request.headers.get("X-Forwarded-For", ""), str(request.META.get("REMOTE_ADDR") or ""))
