"""Ce que la page de l'interface explique : tout vient de la description, sauf l'explication elle-même."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from etabli.donnees_ouvertes.calcul import ATTENTES, TOLERANCE
from etabli.donnees_ouvertes.interface.api import schema_de_l_interface
from etabli.donnees_ouvertes.interface.lignes import PAR_PAGE, PAR_PAGE_AU_PLUS
from etabli.donnees_ouvertes.interface.problemes import TITRES

EXPLICATIONS = {
    400: "Le corps n'est pas du JSON, ou la demande est mal formée.",
    401: "L'adresse demande un jeton, ou celui que vous donnez est inconnu, expiré ou révoqué.",
    403: "Le jeton n'a pas la portée voulue, ou son agent n'a pas ce droit : « detail » dit pourquoi.",
    404: "Rien n'existe à cette adresse, ou l'agent du jeton n'y a pas accès.",
    405: "L'adresse existe, mais pas avec cette méthode : l'en-tête Allow dit lesquelles.",
    409: "La même demande (en-tête Idempotency-Key) est déjà en cours : vérifiez avant de la refaire.",
    413: "La demande est trop lourde : envoyez-la en plusieurs fois.",
    422: "Un paramètre ou un champ n'est pas compris : « erreurs » dit lequel, et quoi y écrire.",
    429: "Trop de demandes en une minute : l'en-tête Retry-After dit quand revenir.",
    500: "Une panne de la plateforme : elle est consignée, réessayez plus tard.",
    503: "La base ou les fichiers ne répondent pas pour l'instant : réessayez dans une minute.",
    507: "La plateforme n'a plus de place : rien n'a été écrit. L'équipe du site doit en faire.",
}
ERREURS = [(statut, TITRES[statut], phrase) for statut, phrase in EXPLICATIONS.items()]
VERIFIER = """import hashlib, hmac, time

def est_authentique(secret: str, en_tete: str, corps: bytes) -> bool:
    parties = dict(p.split("=", 1) for p in en_tete.split(","))
    signe = f"{parties['t']}.".encode() + corps
    attendue = hmac.new(secret.encode(), signe, hashlib.sha256).hexdigest()
    recent = abs(time.time() - int(parties["t"])) <= 300
    return recent and hmac.compare_digest(attendue, parties["v1"])
"""


@dataclass(frozen=True)
class Adresse:
    methode: str
    chemin: str
    titre: str
    parametres: list[tuple[str, str]]


def adresses(*, est_ouverte: bool) -> list[Adresse]:
    """Les adresses ouvertes à tous, ou celles qui demandent un jeton, dans l'ordre de la description."""
    schema: Any = schema_de_l_interface()
    return [
        Adresse(
            methode.upper(),
            chemin,
            operation["summary"],
            [(p["name"], p.get("description", "")) for p in operation["parameters"] if p["in"] == "query"],
        )
        for chemin, operations in schema["paths"].items()
        for methode, operation in operations.items()
        if ("security" not in operation) == est_ouverte
    ]


def nombres() -> dict[str, Any]:
    """Les limites telles qu'elles sont réglées ici."""
    return {
        "sans_jeton": settings.DEMANDES_PAR_MINUTE,
        "avec_jeton": settings.DEMANDES_PAR_MINUTE_AVEC_JETON,
        "par_page": PAR_PAGE,
        "par_page_au_plus": PAR_PAGE_AU_PLUS,
        "essais": len(ATTENTES) + 1,
        "heures": sum(ATTENTES) // 60,
        "tolerance": TOLERANCE // 60,
        "arret": settings.ECHECS_AVANT_ARRET,
    }
