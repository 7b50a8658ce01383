"""Ce que le dépôt promet à qui le clone."""

import subprocess
from pathlib import Path

import pytest

DEPOT = Path(__file__).resolve().parents[2]


def fichiers_suivis(*motifs):
    sortie = subprocess.run(
        ["git", "ls-files", *motifs], cwd=DEPOT, capture_output=True, text=True, check=True
    )
    return [DEPOT / ligne for ligne in sortie.stdout.splitlines()]


@pytest.mark.parametrize(
    "nom",
    [
        "README.md",
        "LISEZMOI.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
        "publiccode.yml",
    ],
)
def test_le_depot_se_presente(nom):
    assert (DEPOT / nom).read_text().strip()


def test_aucune_adresse_de_depot_dans_les_versions_verrouillees():
    for fichier in (DEPOT / "requirements").glob("*.txt"):
        texte = fichier.read_text()
        assert "--hash=sha256:" in texte
        assert "://" not in texte
        assert "index-url" not in texte


def test_chaque_jeu_de_donnees_dit_sa_source_et_sa_licence():
    presentations = "".join(f.read_text() for f in (DEPOT / "donnees").rglob("README.md"))
    muets = [
        str(f.relative_to(DEPOT))
        for f in fichiers_suivis("donnees")
        if f.name != "README.md" and f.name not in presentations
    ]
    assert muets == []


def test_chaque_decision_est_numerotee_une_fois():
    numeros = [f.name[:4] for f in sorted((DEPOT / "docs" / "adr").glob("*.md"))]
    assert numeros == sorted(set(numeros))
    assert numeros[0] == "0001"
