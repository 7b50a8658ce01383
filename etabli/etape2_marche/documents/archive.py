"""Le dossier de consultation en une archive : chaque pièce en PDF et en ODT, avec ses empreintes."""

import hashlib
import io
import zipfile
from datetime import date

from etabli.etape2_marche.actions.dce import annexes_de, dce_de
from etabli.etape2_marche.documents.dce import DCE
from etabli.etape2_marche.documents.dpgf import CLASSEURS, SLUG, ecrire_la_decomposition
from etabli.etape2_marche.models import Marche
from etabli.socle.document import ecrire

MANIFESTE = "EMPREINTES.txt"


def archive_du_dce(marche: Marche) -> bytes:
    """Prête pour PLACE : les mêmes pièces donnent la même archive, octet pour octet ; annexes comprises."""
    pieces: dict[str, bytes] = {}
    le = date(2000, 1, 1)
    for rang, document in enumerate(DCE, 1):
        compose = document.composer(marche)
        le = max(le, compose.date)
        for forme in ("pdf", "odt"):
            pieces[f"{rang:02d}-{document.slug}.{forme}"] = ecrire(compose, forme)
    for forme in CLASSEURS:
        pieces[f"{len(DCE) + 1:02d}-{SLUG}.{forme}"] = ecrire_la_decomposition(marche, forme)
    for rang, annexe in enumerate(annexes_de(dce_de(marche)), 1):
        with annexe.derniere.contenu.open("rb") as contenu:
            pieces[f"annexes/{rang:02d}-{annexe.derniere.nom}"] = contenu.read()
    manifeste = _manifeste(marche, pieces)
    return _zip({**pieces, MANIFESTE: manifeste.encode()}, le)


def _manifeste(marche: Marche, pieces: dict[str, bytes]) -> str:
    """La forme que relit « sha256sum -c » : une empreinte et un nom par ligne."""
    entete = [
        f"# Dossier de consultation, atelier «\u00a0{marche.dossier}\u00a0»",
        f"# Note valant cahier des clauses : version {marche.cahier_des_clauses.numero}, "
        f"empreinte {marche.cahier_des_clauses.empreinte}",
    ]
    lignes = [f"{hashlib.sha256(octets).hexdigest()}  {nom}" for nom, octets in sorted(pieces.items())]
    return "\n".join([*entete, *lignes]) + "\n"


def _zip(fichiers: dict[str, bytes], le: date) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in sorted(fichiers.items()):
            entree = zipfile.ZipInfo(nom, (max(le.year, 1980), le.month, le.day, 12, 0, 0))
            entree.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entree, octets)
    return sortie.getvalue()
