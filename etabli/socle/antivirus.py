"""Refuser ce qui porte un virus : le fichier d'essai des antivirus, et ce que clamd reconnaît s'il est là."""

import io
import socket
import struct
import zipfile
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError

# Le fichier d'essai convenu entre éditeurs ; écrit en deux morceaux pour que nos sources n'alarment personne.
ESSAI = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PAR_MORCEAU = 1024 * 1024
DELAI = 30  # secondes
PREMIERS_OCTETS = 4096


def examiner(contenu: bytes) -> None:
    """Lève une ValidationError si le contenu est dangereux, ou si l'antivirus attendu ne répond pas."""
    if ESSAI in contenu or any(ESSAI in morceau for morceau in _dans_l_archive(contenu)):
        raise ValidationError(
            "Ce fichier contient le virus d'essai EICAR : il n'est pas enregistré. Si vous vérifiiez l'antivirus, "
            "il marche.",
            code="virus",
        )
    if settings.ANTIVIRUS and (nom := _demander(contenu, settings.ANTIVIRUS)):
        raise ValidationError(
            f"L'antivirus a reconnu un logiciel malveillant dans ce fichier ({nom}) : il n'est pas enregistré. "
            "Prévenez votre service informatique.",
            code="virus",
        )


def _dans_l_archive(contenu: bytes) -> Iterator[bytes]:
    """Le début de chaque pièce d'un ZIP (DOCX et ODT compris), sans jamais tout décompresser."""
    if not contenu.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            for piece in archive.infolist()[:1000]:
                with archive.open(piece) as ouverte:
                    yield ouverte.read(PREMIERS_OCTETS)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError):
        # Une archive abîmée ou chiffrée se juge ailleurs : `verifier` dit ce qu'elle a.
        return


def _demander(contenu: bytes, adresse: str) -> str:
    """Le protocole INSTREAM de clamd : des morceaux précédés de leur longueur, puis un verdict en une ligne."""
    try:
        with _ouvrir(adresse) as prise:
            prise.sendall(b"zINSTREAM\0")
            for debut in range(0, len(contenu), PAR_MORCEAU):
                morceau = contenu[debut : debut + PAR_MORCEAU]
                prise.sendall(struct.pack("!L", len(morceau)) + morceau)
            prise.sendall(struct.pack("!L", 0))
            verdict = prise.makefile("rb").read(PREMIERS_OCTETS).decode(errors="replace").strip("\0\n ")
    except OSError as panne:
        raise _en_panne() from panne
    if verdict.endswith("FOUND"):
        return verdict.removeprefix("stream:").removesuffix("FOUND").strip()
    if not verdict.endswith("OK"):
        raise _en_panne()
    return ""


def _ouvrir(adresse: str) -> socket.socket:
    """« unix:/run/clamav/clamd.ctl » ou « hôte:port »."""
    if adresse.startswith("unix:"):
        prise = socket.socket(socket.AF_UNIX)
        prise.settimeout(DELAI)
        try:
            prise.connect(adresse.removeprefix("unix:"))
        except OSError:
            prise.close()
            raise
        return prise
    hote, _, port = adresse.rpartition(":")
    return socket.create_connection((hote, int(port)), timeout=DELAI)


def _en_panne() -> ValidationError:
    return ValidationError(
        "L'antivirus ne répond pas : le fichier n'est pas enregistré. Réessayez dans quelques minutes.",
        code="antivirus_en_panne",
    )
