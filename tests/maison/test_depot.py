"""Ce que le dépôt promet à qui le clone."""

import re
import subprocess
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

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


def test_chaque_bibliotheque_s_installe_sur_le_python_de_debian_12():
    """Le plus ancien Python que l'on promet ; la machine qui verrouille en a souvent un plus neuf."""
    verrou = (DEPOT / "requirements" / "base.txt").read_text()
    refusent = []
    for nom, version in re.findall(r"^([\w.-]+)==(\S+)", verrou, re.M):
        try:
            demande = metadata(nom)["Requires-Python"] or ""
        except PackageNotFoundError:
            continue  # propre à un autre système
        if not SpecifierSet(demande).contains("3.11.2"):
            refusent.append(f"{nom} {version} demande {demande}")
    assert refusent == []


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
