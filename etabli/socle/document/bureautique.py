"""L'arbre en ODT et en DOCX, par pandoc et nos modèles ; le même arbre donne les mêmes octets."""

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pypandoc

from etabli.socle.document.arbre import Arbre
from etabli.socle.document.ast_pandoc import en_pandoc
from etabli.socle.document.finitions import finir
from etabli.socle.document.images import Image, pixelliser
from etabli.socle.document.vecteurs import empreinte

MODELES = Path(__file__).parent / "modeles"
DUREE_MAXIMALE = 120  # secondes


class EcritureImpossible(RuntimeError):  # noqa: N818 -- le métier parle français
    """pandoc a refusé le document."""


def en_odt(arbre: Arbre) -> bytes:
    return _ecrire(arbre, "odt")


def en_docx(arbre: Arbre) -> bytes:
    return _ecrire(arbre, "docx")


def _ecrire(arbre: Arbre, forme: str) -> bytes:
    redige = en_pandoc(arbre, forme)
    with tempfile.TemporaryDirectory(prefix="document-") as dossier:
        racine = Path(dossier)
        dessins = {nom: image for nom, image in redige.images.items() if image.est_un_dessin}
        pixels = pixelliser(list(dessins.values()))
        for nom, octets in _fichiers(redige.images, pixels).items():
            (racine / nom).write_bytes(octets)
        (racine / "document.json").write_text(json.dumps(redige.ast, ensure_ascii=False))
        _pandoc(racine, forme, arbre)
        octets = (racine / f"sortie.{forme}").read_bytes()
    vecteurs = {empreinte(pixels[nom]): dessin.octets for nom, dessin in dessins.items()}
    return finir(octets, arbre, forme, redige.alternatives, vecteurs)


def _pandoc(racine: Path, forme: str, arbre: Arbre) -> None:
    commande = [_executable(), "--from=json", f"--to={forme}", f"--output=sortie.{forme}"]
    commande += [f"--reference-doc={MODELES / f'modele.{forme}'}", "document.json"]
    retour = subprocess.run(  # noqa: S603 -- l'exécutable du paquet, aucun argument venu de l'usager
        commande,
        cwd=racine,
        capture_output=True,
        timeout=DUREE_MAXIMALE,
        env={
            "SOURCE_DATE_EPOCH": str(int(arbre.instant.timestamp())),
            "HOME": str(racine),
            "LANG": "C.UTF-8",
        },
        check=False,
    )
    if retour.returncode:
        raise EcritureImpossible(retour.stderr.decode("utf-8", "replace")[:500])


def _fichiers(images: dict[str, Image], pixels: dict[str, bytes]) -> dict[str, bytes]:
    """pandoc ne reçoit que des pixels ; les finitions rendent leurs vecteurs aux dessins."""
    photos = {nom: image.octets for nom, image in images.items() if not image.est_un_dessin}
    return {**{nom.replace(".svg", ".png"): octets for nom, octets in pixels.items()}, **photos}


@cache
def _executable() -> str:
    return str(pypandoc.get_pandoc_path())
