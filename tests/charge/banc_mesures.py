"""Banc : 35 000 communes fictives × 1 900 colonnes, la forme du dossier complet ; temps et mémoire."""

import csv
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

NB_DE_COLONNES = 1900
MEMOIRE_MAXIMALE = 400  # Mo de plus que la maison vide


def preparer(dossier: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
    os.environ["FICHIER_SQLITE"] = str(dossier / "banc.sqlite3")
    os.environ["DOSSIER_DES_FICHIERS"] = str(dossier / "fichiers")
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def memoire() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ecrire_le_fichier(chemin: Path, codes: list[str]) -> None:
    """Des valeurs fictives ; les colonnes prises sont celles que l'Insee publie."""
    prises = [
        f"P{a}_{nom}" for a in (22, 16, 11) for nom in ("POP", "LOG", "RP", "LOGVAC", "EMPLT", "POP0014")
    ]
    prises += ["SUPERF", "MED21", "D99_POP", "D90_POP", "D82_POP"]
    autres = [f"X{n:04d}_RIEN" for n in range(NB_DE_COLONNES - len(prises) - 1)]
    with chemin.open("w", newline="", encoding="utf-8") as sortie:
        ecrivain = csv.writer(sortie, delimiter=";")
        ecrivain.writerow(["CODGEO", *prises, *autres])
        queue = ["12.345"] * len(autres)
        for rang, code in enumerate(codes):
            ecrivain.writerow([code, *(str(rang % 997 + n) for n in range(len(prises))), *queue])


def main() -> None:
    with tempfile.TemporaryDirectory() as lieu:
        dossier = Path(lieu)
        preparer(dossier)
        import django  # noqa: PLC0415 -- le banc choisit sa base avant d'ouvrir la maison

        django.setup()
        from django.core.files.base import File  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        from etabli.territoires.actions import appliquer_un_import, deposer_des_mesures  # noqa: PLC0415
        from etabli.territoires.chargement import charger  # noqa: PLC0415
        from etabli.territoires.models import Commune, Mesure  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        charger()
        codes = list(Commune.objects.actuelles().values_list("code", flat=True))
        chemin = dossier / "dossier_complet.csv"
        ecrire_le_fichier(chemin, codes)
        avant = memoire()
        for essai in ("premier passage", "même fichier, de nouveau"):
            with chemin.open("rb") as ouvert:
                origine = deposer_des_mesures(
                    "dossier_complet",
                    File(ouvert, chemin.name),
                    millesime=2022,
                    source="banc fictif",
                    par=None,
                )
            debut = time.perf_counter()
            appliquer_un_import(origine, par=None)
            duree = time.perf_counter() - debut
            rapport = origine.rapport
            print(
                f"{essai} : {rapport['nb_lignes']} lignes × {rapport['nb_colonnes']} colonnes "
                f"({chemin.stat().st_size / 1e6:.0f} Mo), {rapport['nb_mesures']} mesures en {duree:.1f} s, "
                f"mémoire +{memoire() - avant:.0f} Mo, {Mesure.objects.count()} lignes en base"
            )
        if memoire() - avant > MEMOIRE_MAXIMALE:
            raise SystemExit("La mémoire n'est pas bornée.")


if __name__ == "__main__":
    main()
