"""Une image entre sans ce qu'elle cache ; un document, sans ses macros."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from etabli.socle import fichiers
from etabli.socle.fichiers import deposer, sans_metadonnees, verifier
from tests.fabriques.annuaire import AgentFactory

ORIENTATION, LIEU, APPAREIL = 0x0112, 0x8825, 0x010F


def photo(format_="JPEG", mode="RGB", taille=(40, 20), **options):
    exif = Image.Exif()
    exif[ORIENTATION], exif[APPAREIL] = 6, "Appareil de Camille"
    exif.get_ifd(LIEU)[1] = "N"
    sortie = io.BytesIO()
    Image.new(mode, taille, 200 if mode in {"L", "P"} else None).save(sortie, format_, exif=exif, **options)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("format_", "type_mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_une_photo_perd_son_lieu_et_son_appareil_et_reste_droite(format_, type_mime):
    recue = photo(format_)
    assert b"Appareil de Camille" in recue

    gardee = sans_metadonnees(recue, type_mime)

    assert b"Appareil" not in gardee
    with Image.open(io.BytesIO(gardee)) as image:
        assert not image.getexif()
        assert image.size == (20, 40)
        assert image.format == format_


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_chaque_sorte_de_png_se_redessine(mode):
    sortie = io.BytesIO()
    Image.new(mode, (6, 5)).save(sortie, "PNG")
    with Image.open(io.BytesIO(sans_metadonnees(sortie.getvalue(), "image/png"))) as image:
        assert image.size == (6, 5)


def test_ce_qui_suit_l_image_n_entre_pas():
    """Une page ou une archive cachée après les pixels : le fichier est à la fois l'un et l'autre."""
    double = photo() + b"<script>alert(1)</script>PK\x03\x04"
    assert b"<script>" not in sans_metadonnees(double, "image/jpeg")


def test_une_image_demesuree_est_refusee_sans_etre_dessinee(monkeypatch):
    monkeypatch.setattr(fichiers, "PIXELS_AU_PLUS", 500)
    with pytest.raises(ValidationError, match="millions de pixels"):
        sans_metadonnees(photo(), "image/jpeg")


def test_une_image_abimee_dit_quoi_faire():
    with pytest.raises(ValidationError, match="ne s'ouvre pas"):
        sans_metadonnees(photo()[:120], "image/jpeg")


def test_une_image_fausse_est_refusee_au_formulaire_et_non_au_depot(monkeypatch):
    """Découverte au dépôt, après que le formulaire a dit oui, elle faisait une panne."""
    with pytest.raises(ValidationError, match="ne s'ouvre pas"):
        verifier("vue.jpg", photo()[:400])
    monkeypatch.setattr(fichiers, "PIXELS_AU_PLUS", 500)
    with pytest.raises(ValidationError, match="millions de pixels"):
        verifier("vue.png", photo("PNG"))


@pytest.mark.parametrize(
    ("format_", "type_mime", "cachette"),
    [
        ("JPEG", "image/jpeg", {"comment": b"Camille"}),
        ("JPEG", "image/jpeg", {"xmp": b"<x:xmpmeta>Camille</x:xmpmeta>"}),
        ("WEBP", "image/webp", {"xmp": b"<x:xmpmeta>Camille</x:xmpmeta>"}),
        ("PNG", "image/png", {"pnginfo": True}),
    ],
)
def test_ni_commentaire_ni_xmp_ni_texte_ne_restent(format_, type_mime, cachette):
    if "pnginfo" in cachette:
        textes = PngInfo()
        textes.add_itxt("XML:com.adobe.xmp", "Camille")
        textes.add_text("Auteur", "Camille")
        cachette = {"pnginfo": textes}
    sortie = io.BytesIO()
    Image.new("RGB", (8, 8)).save(sortie, format_, **cachette)
    assert b"Camille" in sortie.getvalue()

    assert b"Camille" not in sans_metadonnees(sortie.getvalue(), type_mime)


@pytest.mark.django_db
def test_le_depot_garde_l_image_nettoyee_et_son_empreinte():
    agent = AgentFactory()
    version = deposer(agent, "Photo", photo(), "vue.jpg", par=agent)
    with version.contenu.open() as contenu:
        octets = contenu.read()
    assert b"Appareil" not in octets
    assert version.taille == len(octets)


def test_un_document_a_macros_est_refuse():
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        archive.writestr("word/document.xml", "<d/>")
        archive.writestr("word/vbaProject.bin", b"\x00")
    with pytest.raises(ValidationError, match="macros"):
        verifier("compte-rendu.docx", octets.getvalue())
