import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from etabli.socle.fichiers import deposer, fichiers_de, lire, nom_sur, verifier
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.django_db
def test_redeposer_ajoute_une_version_et_n_ecrase_rien(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    agent = AgentFactory()
    premiere = deposer(agent, "Étude", PDF, "étude.pdf", par=agent)
    seconde = deposer(agent, "Étude", PDF + b"%", "étude-v2.pdf", par=agent, fichier=premiere.fichier)

    assert (premiere.numero, seconde.numero) == (1, 2)
    with premiere.contenu.open() as contenu:
        assert contenu.read() == PDF
    assert seconde.sha256 == hashlib.sha256(PDF + b"%").hexdigest()
    assert [f.derniere for f in fichiers_de(agent)] == [seconde]
    assert Fait.objects.first().phrase == "a déposé « Étude » (version 2)"


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("virus.exe", b"MZ", "n'est pas accepté"),
        ("vide.pdf", b"", "est vide"),
        ("faux.pdf", b"<html></html>", "n'est pas celui d'un PDF"),
        ("faux.csv", b"a;b\x00c", "n'est pas celui d'un CSV"),
    ],
)
def test_un_fichier_refuse_dit_pourquoi(nom, contenu, phrase):
    with pytest.raises(ValidationError, match=phrase):
        verifier(nom, contenu)


def test_un_fichier_trop_gros_est_refuse_avant_d_etre_lu(settings):
    settings.TAILLE_MAXIMALE_DES_FICHIERS = 1024 * 1024
    with pytest.raises(ValidationError, match="dépasse 1 Mo"):
        lire(SimpleUploadedFile("gros.pdf", b"x" * (1024 * 1024 + 1)))


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\Étude finale.PDF", "Étude finale.pdf"),
        ("a\x00b<c>.pdf", "abc.pdf"),
        ("   ", "fichier"),
        ("x" * 300 + ".odt", "x" * 140 + ".odt"),
    ],
)
def test_un_nom_de_fichier_ne_choisit_pas_son_chemin(nom, attendu):
    assert nom_sur(nom) == attendu
