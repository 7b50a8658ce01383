"""Ce qui se calcule sans base ni réseau : signatures, attentes, adresses permises."""

import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address

# Minutes avant chaque nouvel essai : d'une minute à douze heures, un peu plus d'une journée en tout.
ATTENTES = (1, 5, 15, 60, 180, 360, 720)
TOLERANCE = 300  # secondes
# Ces plages d'IPv6 cachent une adresse IPv4 qu'un traducteur du réseau rejoindrait.
NAT64 = (0x0064FF9B << 96, 0x0064FF9B0001 << 80)


def attente(nb_essais: int) -> int | None:
    """Les minutes à attendre après le n-ième essai manqué ; None quand il n'y en aura plus d'autre."""
    return ATTENTES[nb_essais - 1] if 0 < nb_essais <= len(ATTENTES) else None


def signer(secret: str, instant: int, corps: bytes) -> str:
    """HMAC-SHA256 de « instant.corps » : l'instant signé empêche de rejouer un envoi ancien."""
    return hmac.new(secret.encode(), f"{instant}.".encode() + corps, hashlib.sha256).hexdigest()


def signature(secret: str, instant: int, corps: bytes) -> str:
    """L'en-tête entier : « t=1767225600,v1=… »."""
    return f"t={instant},v1={signer(secret, instant, corps)}"


def est_authentique(secret: str, en_tete: str, corps: bytes, maintenant: int) -> bool:
    """Ce que fait celui qui reçoit ; la documentation donne le même calcul."""
    parties = dict(p.split("=", 1) for p in en_tete.split(",") if "=" in p)
    if not parties.get("t", "").isdecimal():
        return False
    instant = int(parties["t"])
    attendue = signer(secret, instant, corps)
    return abs(maintenant - instant) <= TOLERANCE and hmac.compare_digest(attendue, parties.get("v1", ""))


def est_publique(adresse: str) -> bool:
    """Une adresse de l'internet, et d'aucun réseau privé, de cette machine, ni du nuage qui l'héberge."""
    try:
        lue: IPv4Address | IPv6Address = ip_address(adresse.split("%")[0])
    except ValueError:
        return False
    if isinstance(lue, IPv6Address):
        cachee = _cachee(lue)
        if cachee is not None:
            return est_publique(str(cachee))
    return lue.is_global and not lue.is_multicast and not lue.is_reserved


def _cachee(adresse: IPv6Address) -> IPv4Address | None:
    if adresse.ipv4_mapped or adresse.sixtofour:
        return adresse.ipv4_mapped or adresse.sixtofour
    if adresse.teredo:
        return adresse.teredo[1]
    nombre = int(adresse)
    prefixes = {n >> 96 << 96 for n in NAT64}
    if nombre >> 32 << 32 in prefixes or nombre >> 96 == NAT64[0] >> 96:
        return IPv4Address(nombre & 0xFFFFFFFF)
    # ::a.b.c.d, l'ancienne écriture compatible.
    return IPv4Address(nombre) if 1 < nombre < 2**32 else None
