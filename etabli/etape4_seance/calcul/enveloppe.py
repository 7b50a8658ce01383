"""L'enveloppe d'une valise : un contenu lisible, scellé par une signature Ed25519 (RFC 8032).

La signature porte sur l'écriture canonique du contenu : clés triées, sans blanc, en UTF-8. Ouvrir une enveloppe
dont un seul signe a changé est refusé, avec une phrase.
"""

import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT, VERSION = "etabli-valise", 1


class ValiseRefusee(ValueError):  # noqa: N818 -- le mot du métier
    """La phrase dit pourquoi, et quoi faire."""


def neuve() -> str:
    """Une clé privée tirée au hasard, en hexadécimal."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def derivee(secret: str) -> str:
    """La clé privée d'un site, toujours la même pour le même secret."""
    return hashlib.sha256(f"{FORMAT}:{secret}".encode()).hexdigest()


def publique(privee: str) -> str:
    cle = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(privee))
    return cle.public_key().public_bytes_raw().hex()


def empreinte(cle: str) -> str:
    """De quoi comparer deux clés à voix haute : quatre groupes de quatre signes."""
    abrege = hashlib.sha256(bytes.fromhex(cle)).hexdigest()[:16].upper()
    return " ".join(abrege[i : i + 4] for i in range(0, 16, 4))


def canonique(contenu: Any) -> bytes:
    return json.dumps(contenu, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sceller(contenu: dict[str, Any], privee: str) -> bytes:
    """Le fichier à télécharger : lisible, et scellé."""
    complet = {"format": FORMAT, "version": VERSION, **contenu}
    cle = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(privee))
    enveloppe = {
        "contenu": complet,
        "cle": publique(privee),
        "signature": cle.sign(canonique(complet)).hex(),
    }
    return json.dumps(enveloppe, ensure_ascii=False, indent=1, sort_keys=True).encode()


def ouvrir(octets: bytes, *, cle: str = "") -> tuple[dict[str, Any], str]:
    """Le contenu, et la clé qui l'a scellé ; `cle` exige que ce soit celle-là. Lève `ValiseRefusee`."""
    enveloppe = _lire(octets)
    contenu, de_qui = enveloppe["contenu"], enveloppe["cle"]
    if cle and de_qui != cle:
        raise ValiseRefusee(
            "Cette valise n'a pas été scellée par le portable à qui la séance a été confiée : elle est refusée."
        )
    try:
        publique_ = Ed25519PublicKey.from_public_bytes(bytes.fromhex(de_qui))
        publique_.verify(bytes.fromhex(enveloppe["signature"]), canonique(contenu))
    except (InvalidSignature, ValueError) as erreur:
        raise ValiseRefusee(
            "Cette valise a été modifiée depuis qu'elle a été fermée : elle est refusée. "
            "Reprenez le fichier d'origine, tel qu'il a été téléchargé."
        ) from erreur
    return contenu, de_qui


def _lire(octets: bytes) -> dict[str, Any]:
    try:
        enveloppe = json.loads(octets)
    except (ValueError, RecursionError):
        enveloppe = None
    if (
        not isinstance(enveloppe, dict)
        or not isinstance(enveloppe.get("contenu"), dict)
        or not all(isinstance(enveloppe.get(champ), str) for champ in ("cle", "signature"))
        or enveloppe["contenu"].get("format") != FORMAT
    ):
        raise ValiseRefusee(
            "Ce fichier n'est pas une valise de séance. Choisissez le fichier téléchargé sur l'autre poste, "
            "dont le nom finit par «\u00a0.valise\u00a0»."
        )
    if enveloppe["contenu"].get("version") != VERSION:
        raise ValiseRefusee(
            "Cette valise vient d'une autre version de la plateforme : mettez les deux postes à la même version."
        )
    return enveloppe
