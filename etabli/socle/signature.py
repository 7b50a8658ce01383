"""Lire les signatures électroniques d'un PDF (PAdES), et dire en français ce qu'elles valent.

La lecture ne va jamais sur le réseau. Elle se fait dans un processus à part, borné en temps et en mémoire :
un PDF piégé n'emporte que lui. Ce module ne connaît pas Django, pour que ce processus démarre vite.
"""

import json
import logging
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

Etat = Literal["aucune", "valide", "emetteur_inconnu", "certificat_perime", "alteree", "chiffre", "illisible"]
TAILLE_MAXIMALE = 30 * 1024 * 1024
NB_MAXIMAL = 8
DELAI = 20.0  # secondes, démarrage compris
MEMOIRE = 1024 * 1024 * 1024  # octets
# Du plus inquiétant au plus rassurant : l'état du document est celui de sa pire signature.
GRAVITE: tuple[Etat, ...] = ("alteree", "illisible", "certificat_perime", "emetteur_inconnu", "valide")
PHRASES: dict[Etat, str] = {
    "aucune": "Ce document ne porte pas de signature électronique : vérifiez la signature manuscrite.",
    "valide": "La signature électronique est valide, et le document n'a pas changé depuis.",
    "emetteur_inconnu": "La signature électronique est intacte, mais Établi ne connaît pas l'autorité qui a "
    "délivré le certificat : il ne peut pas garantir l'identité du signataire.",
    "certificat_perime": "La signature électronique est intacte, mais son certificat n'est pas, ou plus, valable.",
    "alteree": "Le document a été modifié après sa signature électronique : demandez un exemplaire intact.",
    "chiffre": "Ce PDF est protégé par un mot de passe : ses signatures ne peuvent pas être lues. "
    "Demandez un exemplaire sans mot de passe.",
    "illisible": "Ce PDF est endommagé ou trop complexe : ses signatures électroniques ne peuvent pas être lues.",
}


@dataclass(frozen=True)
class Signature:
    """Une signature du document ; `date` est celle que le signataire déclare, sauf si elle est horodatée."""

    etat: Etat
    signataire: str = ""
    emetteur: str = ""
    date: str = ""
    est_horodatee: bool = False
    couvre_tout: bool = False

    @property
    def phrase(self) -> str:
        return PHRASES[self.etat]

    @property
    def instant(self) -> datetime | None:
        return datetime.fromisoformat(self.date) if self.date else None


@dataclass(frozen=True)
class Lecture:
    """Ce que disent ensemble les signatures d'un document."""

    etat: Etat
    signatures: tuple[Signature, ...] = ()
    nb_non_lues: int = 0

    @property
    def phrase(self) -> str:
        return PHRASES[self.etat]

    @property
    def est_inquietante(self) -> bool:
        return self.etat in ("alteree", "certificat_perime", "chiffre", "illisible")

    def en_donnees(self) -> dict[str, Any]:
        return asdict(self)


def depuis_les_donnees(donnees: dict[str, Any]) -> Lecture:
    """L'inverse de `en_donnees` : la lecture gardée avec le fichier le jour de son dépôt."""
    signatures = tuple(Signature(**s) for s in donnees.get("signatures", ()))
    return Lecture(donnees["etat"], signatures, donnees.get("nb_non_lues", 0))


def lire_les_signatures(contenu: bytes, racines: Sequence[Path] = ()) -> Lecture:
    """Lit sur place, sans borne de temps : à réserver aux documents sûrs (voir `lire_a_part`)."""
    if not contenu.startswith(b"%PDF"):
        return Lecture("aucune")
    if len(contenu) > TAILLE_MAXIMALE:
        return Lecture("illisible")
    try:
        lecteur = PdfFileReader(BytesIO(contenu), strict=False)
        if lecteur.encrypted:
            return Lecture("chiffre")
        trouvees = list(lecteur.embedded_regular_signatures)
    except Exception:
        # La frontière : un PDF endommagé peut lever n'importe quoi, et la réponse est la même.
        return Lecture("aucune" if b"/ByteRange" not in contenu else "illisible")
    if not trouvees:
        return Lecture("aucune")
    autorites = list(load_certs_from_pemder([str(c) for c in racines]))  # type: ignore[no-untyped-call]
    lues = tuple(_lire(s, autorites) for s in trouvees[:NB_MAXIMAL])
    pire = min((s.etat for s in lues), key=GRAVITE.index)
    return Lecture(pire, lues, max(0, len(trouvees) - NB_MAXIMAL))


def _lire(trouvee: Any, autorites: list[Any]) -> Signature:
    certificat = trouvee.signer_cert
    signataire, emetteur = _nom(certificat.subject), _nom(certificat.issuer)
    contexte = ValidationContext(trust_roots=autorites, allow_fetching=False)
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    try:
        statut = validate_pdf_signature(trouvee, contexte, key_usage_settings=usage)
    except Exception as erreur:
        logging.getLogger(__name__).info("Signature illisible : %s", erreur)
        return Signature("illisible", signataire, emetteur)
    horodatage = statut.timestamp_validity.timestamp if statut.timestamp_validity else None
    instant = horodatage or statut.signer_reported_dt
    return Signature(
        _etat(statut),
        signataire,
        emetteur,
        instant.isoformat() if instant else "",
        horodatage is not None,
        _couvre_tout(statut),
    )


def _etat(statut: PdfSignatureStatus) -> Etat:
    if not (statut.intact and statut.valid and _couvre_tout(statut)):
        return "alteree"
    if statut.trusted:
        return "valide"
    inconnu = AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
    return "emetteur_inconnu" if statut.trust_problem_indic == inconnu else "certificat_perime"


def _couvre_tout(statut: PdfSignatureStatus) -> bool:
    """Tout le fichier, ou tout à l'époque : depuis, seules d'autres signatures s'y sont ajoutées."""
    if statut.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    niveau = statut.modification_level
    return (
        statut.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and niveau is not None
        and niveau <= ModificationLevel.FORM_FILLING
    )


def _nom(nom: Any) -> str:
    """Le nom usuel du certificat ; à défaut l'organisation, à défaut le nom entier."""
    champs = nom.native
    trouve = champs.get("common_name") or champs.get("organization_name") or nom.human_friendly
    return str(trouve[0] if isinstance(trouve, list) else trouve)[:200]


def racines_de(dossier: str | Path) -> list[Path]:
    """Les certificats d'un dossier (PEM ou DER), dans l'ordre de leurs noms."""
    if not dossier:
        return []
    return sorted(p for p in Path(dossier).iterdir() if p.suffix.lower() in {".pem", ".crt", ".cer", ".der"})


def lire_a_part(contenu: bytes, dossier_des_racines: str | Path = "", *, delai: float = DELAI) -> Lecture:
    """La même lecture dans un processus borné : passé le délai ou la mémoire, le document est illisible."""
    # Une signature se repère à son ByteRange, toujours en clair : sans lui, il n'y a rien à lire.
    if not contenu.startswith(b"%PDF") or not (b"/ByteRange" in contenu or b"/Encrypt" in contenu):
        return Lecture("aucune")
    if len(contenu) > TAILLE_MAXIMALE:
        return Lecture("illisible")
    try:
        fait = subprocess.run(  # noqa: S603 -- notre propre module, aucun argument venu de l'usager
            [sys.executable, "-m", "etabli.socle.signature", str(dossier_des_racines)],
            input=contenu,
            capture_output=True,
            timeout=delai,
            check=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        return depuis_les_donnees(json.loads(fait.stdout))
    except (subprocess.SubprocessError, ValueError):
        return Lecture("illisible")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resultat = lire_les_signatures(sys.stdin.buffer.read(), racines_de(sys.argv[1]))
    sys.stdout.write(json.dumps(resultat.en_donnees()))
