import io
import socket
import struct
import threading
import zipfile

import pytest
from django.core.exceptions import ValidationError

from etabli.socle.antivirus import ESSAI
from etabli.socle.fichiers import nom_sur, verifier

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def archive(**pieces):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as ecrite:
        for nom, contenu in pieces.items():
            ecrite.writestr(nom.replace("__", "/"), contenu)
    return octets.getvalue()


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


@pytest.fixture
def clamd(settings):
    """Un faux clamd : il lit tout l'envoi, puis rend le verdict qu'on lui a donné."""

    class Faux:
        verdict = b"stream: OK\0"
        recu = b""

    prise = socket.create_server(("127.0.0.1", 0))

    def repondre():
        connexion, _ = prise.accept()
        with connexion, connexion.makefile("rwb") as flux:
            assert flux.read(10) == b"zINSTREAM\0"
            while longueur := struct.unpack("!L", flux.read(4))[0]:
                Faux.recu += flux.read(longueur)
            flux.write(Faux.verdict)

    fil = threading.Thread(target=repondre, daemon=True)
    fil.start()
    settings.ANTIVIRUS = f"127.0.0.1:{prise.getsockname()[1]}"
    yield Faux
    fil.join(timeout=5)
    prise.close()


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("essai.txt", ESSAI),
        ("essai.pdf", PDF + ESSAI),
        ("essai.docx", archive(**{"word/document.xml": b"<d/>", "word/media/image1.bin": ESSAI})),
        ("essai.zip", archive(**{"eicar.com": ESSAI})),
    ],
)
def test_le_virus_d_essai_est_reconnu_meme_dans_une_archive(nom, contenu):
    with pytest.raises(ValidationError, match="EICAR"):
        verifier(nom, contenu)


def test_l_antivirus_lit_tout_le_fichier_et_le_laisse_passer(clamd):
    assert verifier("sain.pdf", PDF) == "application/pdf"
    assert clamd.recu == PDF


def test_ce_que_l_antivirus_reconnait_est_refuse_et_nomme(clamd):
    clamd.verdict = b"stream: Win.Fictif-1 FOUND\0"
    with pytest.raises(ValidationError, match=r"malveillant dans ce fichier \(Win\.Fictif-1\)"):
        verifier("malin.pdf", PDF)


def test_un_antivirus_qui_s_embrouille_ne_laisse_rien_passer(clamd):
    clamd.verdict = b"INSTREAM size limit exceeded. ERROR\0"
    with pytest.raises(ValidationError, match="ne répond pas"):
        verifier("gros.pdf", PDF)


@pytest.mark.parametrize("adresse", ["127.0.0.1:1", "unix:/nulle/part/clamd.ctl"])
def test_un_antivirus_absent_ne_laisse_rien_passer(settings, adresse):
    settings.ANTIVIRUS = adresse
    with pytest.raises(ValidationError, match="Réessayez dans quelques minutes"):
        verifier("sain.pdf", PDF)


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("etude.docx", archive(**{"content.xml": b"<x/>"})),
        ("etude.odt", DOCX),
        ("etude.docx", b"PK\x03\x04abime"),
        ("etude.docx", PDF),
        ("etude.pdf", DOCX),
        ("photo.png", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("lettre.pdf", b"MZ\x90\x00"),
    ],
)
def test_un_fichier_qui_ment_sur_son_type_est_refuse(nom, contenu):
    with pytest.raises(ValidationError, match="n'est pas celui d'un"):
        verifier(nom, contenu)


def test_un_vrai_docx_entre():
    assert verifier("etude.docx", DOCX).endswith("wordprocessingml.document")


def test_une_archive_demesuree_est_refusee_sans_etre_decompressee():
    bombe = archive(**{"word/document.xml": b"0" * (60 * 1024 * 1024)})
    assert len(bombe) < 100_000
    with pytest.raises(ValidationError, match="démesuré"):
        verifier("bombe.docx", bombe)


def test_un_nom_trop_long_est_raccourci_et_garde_son_extension():
    nom = nom_sur("é" * 400 + ".pdf")
    assert len(nom) <= 150
    assert nom.endswith(".pdf")
    assert verifier("é" * 400 + ".pdf", PDF) == "application/pdf"
