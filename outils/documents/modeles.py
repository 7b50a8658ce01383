"""Reconstruit les modèles de Word et de LibreOffice : `python outils/documents/modeles.py`.

Des modèles neutres de pandoc on ne garde que l'ossature : styles, numéros, marges et pieds sont à nous.
"""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pypandoc

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from outils.documents import modele_docx, modele_odt

CIBLE = Path(__file__).resolve().parents[2] / "etabli" / "socle" / "document" / "modeles"


def ossature(forme: str) -> dict[str, bytes]:
    commande = [pypandoc.get_pandoc_path(), "--print-default-data-file", f"reference.{forme}"]
    with zipfile.ZipFile(
        io.BytesIO(subprocess.run(commande, capture_output=True, check=True).stdout)
    ) as paquet:
        return {nom: paquet.read(nom) for nom in paquet.namelist() if not nom.endswith("/")}


def ecrire(forme: str, fichiers: dict[str, bytes]) -> Path:
    CIBLE.mkdir(exist_ok=True)
    chemin = CIBLE / f"modele.{forme}"
    with zipfile.ZipFile(chemin, "w") as paquet:
        for nom in sorted(fichiers, key=lambda n: (n != "mimetype", n != "[Content_Types].xml", n)):
            fiche = zipfile.ZipInfo(nom, (1980, 1, 1, 0, 0, 0))
            fiche.compress_type = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            paquet.writestr(fiche, fichiers[nom])
    return chemin


def main() -> None:
    for forme, modele in (("docx", modele_docx), ("odt", modele_odt)):
        chemin = ecrire(forme, {**ossature(forme), **modele.parties(ossature(forme))})
        print(f"{chemin.name} : {chemin.stat().st_size / 1024:.0f} ko")


if __name__ == "__main__":
    main()
