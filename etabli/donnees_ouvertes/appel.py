"""Appeler une adresse que quelqu'un a écrite : jamais la nôtre, jamais un réseau privé, jamais plus loin qu'elle.

Le nom est résolu une fois, toutes ses adresses sont vérifiées, et c'est l'une d'elles que l'on rejoint : un nom qui
changerait d'avis entre la vérification et l'appel ne mène nulle part.
"""

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from etabli.donnees_ouvertes.calcul import est_publique

DELAI = 5.0  # secondes pour se joindre, ou entre deux octets
DELAI_TOTAL = 15.0  # secondes, quoi qu'il arrive
REPONSE_AU_PLUS = 16 * 1024  # octets
GARDES = 300  # caractères de la réponse, pour comprendre une erreur


class AppelRefuseError(Exception):
    """L'adresse n'est pas de celles que l'on appelle, ou n'a pas répondu ; le message se montre."""


@dataclass(frozen=True)
class Reponse:
    statut: int
    debut: str


def verifier(adresse: str) -> SplitResult:
    """Ce qui se juge sans réseau : le protocole, le port, l'absence d'identifiants. Lève ValidationError."""
    try:
        lue = urlsplit(adresse)
        port = lue.port
    except ValueError:
        raise ValidationError(
            "Écrivez une adresse entière, par exemple https://outil.example/reception."
        ) from None
    hote = lue.hostname or ""
    if settings.APPELS_VERS_CETTE_MACHINE and hote in ("127.0.0.1", "localhost"):
        return lue
    if lue.scheme != "https" or not hote or ("." not in hote.strip(".") and ":" not in hote):
        raise ValidationError("Écrivez une adresse en https, par exemple https://outil.example/reception.")
    if lue.username or lue.password:
        raise ValidationError(
            "N'écrivez ni identifiant ni mot de passe dans l'adresse : la signature suffit."
        )
    if port not in (None, 443):
        raise ValidationError("Seul le port 443 est appelé : retirez le port de l'adresse.")
    if _est_une_ip(hote) and not est_publique(hote):
        raise ValidationError("Cette adresse est celle d'un réseau privé : donnez une adresse de l'internet.")
    return lue


def _est_une_ip(hote: str) -> bool:
    try:
        ip_address(hote)
    except ValueError:
        return False
    return True


def resoudre(hote: str, port: int) -> str:
    """L'une des adresses du nom ; si une seule est privée, aucune n'est appelée."""
    try:
        trouvees = {str(info[4][0]) for info in socket.getaddrinfo(hote, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise AppelRefuseError(f"Le nom {hote} est introuvable.") from None
    locales = {"127.0.0.1", "::1"} if settings.APPELS_VERS_CETTE_MACHINE else set()
    if any(a not in locales and not est_publique(a) for a in trouvees):
        raise AppelRefuseError(f"Le nom {hote} mène à un réseau privé : il n'est pas appelé.")
    # IPv4 d'abord : c'est celle que tous les hébergements savent joindre.
    return min(trouvees, key=lambda a: (":" in a, a))


def appeler(adresse: str, corps: bytes, en_tetes: dict[str, str]) -> Reponse:
    """Un POST, sans suivre de renvoi ; lève AppelRefuseError avec une phrase."""
    try:
        lue = verifier(adresse)
    except ValidationError as refus:
        raise AppelRefuseError(refus.messages[0]) from None
    hote, port = lue.hostname or "", lue.port or (443 if lue.scheme == "https" else 80)
    connexion = _Connexion(lue.scheme, hote, port, resoudre(hote, port))
    garde = threading.Timer(DELAI_TOTAL, connexion.rompre)
    garde.daemon = True
    garde.start()
    try:
        chemin = (lue.path or "/") + (f"?{lue.query}" if lue.query else "")
        connexion.request("POST", chemin, corps, en_tetes)
        reponse = connexion.getresponse()
        debut = reponse.read(REPONSE_AU_PLUS).decode("utf-8", "replace")
        return Reponse(reponse.status, "".join(c if c.isprintable() else " " for c in debut)[:GARDES])
    except TimeoutError:
        raise AppelRefuseError("L'adresse n'a pas répondu à temps.") from None
    except (OSError, http.client.HTTPException, ValueError) as erreur:
        raise AppelRefuseError(f"L'appel a échoué : {erreur or type(erreur).__name__}"[:GARDES]) from None
    finally:
        garde.cancel()
        connexion.close()


class _Connexion(http.client.HTTPConnection):
    """Rejoint l'adresse vérifiée, et vérifie le certificat du nom."""

    def __init__(self, protocole: str, hote: str, port: int, ip: str) -> None:
        super().__init__(hote, port, timeout=DELAI)
        self._ip = ip
        self._est_chiffree = protocole == "https"

    def connect(self) -> None:
        prise = socket.create_connection((self._ip, self.port), DELAI)
        if self._est_chiffree:
            prise = ssl.create_default_context().wrap_socket(prise, server_hostname=self.host)
        self.sock = prise

    def rompre(self) -> None:
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
