"""Des mondes tirés au sort sur la base de la démonstration : aucune porte ne laisse voir le dossier d'un autre."""

import subprocess
import sys

from tests.demonstration.conftest import RACINE


def test_nul_ne_voit_un_objet_d_un_dossier_qui_n_est_pas_le_sien(demonstration):
    fini = subprocess.run(
        [sys.executable, "-m", "tests.securite.fuites"],
        cwd=RACINE,
        env=demonstration.environnement,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert fini.stdout.strip() == ""
    assert fini.returncode == 0, fini.stderr
