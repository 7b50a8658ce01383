"""Le texte d'un fichier déposé : ses pages, ses accents, et ce qu'on refuse d'un fichier piégé."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from etabli.socle import extraction
from etabli.socle.extraction import ExtractionImpossible, extraire, se_lit

ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>{}'
    "</office:text></office:body></office:document-content>"
)
DOCX = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{}</w:body></w:document>'
)


def archive(piece, xml):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr(piece, xml)
    return tampon.getvalue()


def odt(corps):
    return archive("content.xml", ODT.format(corps))


def docx(corps):
    return archive("word/document.xml", DOCX.format(corps))


def pdf(*pages):
    """Un PDF écrit à la main : une police standard, une phrase par page."""
    objets = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    enfants = []
    for texte in pages:
        contenu = f"BT /F1 12 Tf 50 700 Td ({texte}) Tj ET"
        enfants.append(f"{len(objets) + 1} 0 R")
        objets.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objets) + 2} 0 R /Resources "
            "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            "/Encoding /WinAnsiEncoding >> >> >> >>"
        )
        objets.append(f"<< /Length {len(contenu.encode('cp1252'))} >>\nstream\n{contenu}\nendstream")
    objets[1] = f"<< /Type /Pages /Kids [{' '.join(enfants)}] /Count {len(enfants)} >>"
    sortie, places = b"%PDF-1.4\n", []
    for rang, objet in enumerate(objets, 1):
        places.append(len(sortie))
        sortie += f"{rang} 0 obj\n{objet}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    fin = f"xref\n0 {len(objets) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objets) + 1} /Root 1 0 R >>\n"
    return sortie + fin.encode() + f"startxref\n{len(sortie)}\n%%EOF".encode()


def test_un_pdf_garde_ses_numeros_de_page_meme_quand_une_page_est_vide():
    lu = extraire("étude.PDF", pdf("Les logements vacants", "", "La forêt domaniale"))

    assert [(p.numero, p.texte) for p in lu.pages] == [
        (1, "Les logements vacants"),
        (3, "La forêt domaniale"),
    ]
    assert lu.est_paginee


def test_un_pdf_numerise_dit_qu_il_n_a_pas_de_texte_et_quoi_faire():
    with pytest.raises(ExtractionImpossible, match="OCR"):
        extraire("scan.pdf", pdf("", ""))


def test_un_pdf_protege_ou_abime_dit_quoi_faire():
    ecrivain, tampon = PdfWriter(), io.BytesIO()
    ecrivain.add_blank_page(100, 100)
    ecrivain.encrypt("secret", algorithm="RC4-128")
    ecrivain.write(tampon)

    with pytest.raises(ExtractionImpossible, match="mot de passe"):
        extraire("x.pdf", tampon.getvalue())
    with pytest.raises(ExtractionImpossible, match="abîmé"):
        extraire("x.pdf", b"%PDF-1.7 rien de bon")


def test_un_odt_donne_ses_paragraphes_ses_espaces_et_ses_sauts_de_page():
    corps = (
        "<text:h>Le bourg</text:h><text:p>Les<text:s text:c='2'/>commerces<text:tab/>ferment.</text:p>"
        "<text:p>Avant<text:soft-page-break/>Après le saut</text:p>"
    )

    lu = extraire("note.odt", odt(corps))

    assert [(p.numero, p.texte) for p in lu.pages] == [
        (1, "Le bourg\nLes  commerces\tferment.\nAvant"),
        (2, "Après le saut"),
    ]
    assert lu.est_paginee


def test_un_odt_tait_ses_commentaires_et_ce_qui_a_ete_supprime():
    corps = (
        "<text:tracked-changes><text:p>supprimé</text:p></text:tracked-changes>"
        "<text:p>gardé<office:annotation><text:p>remarque</text:p></office:annotation></text:p>"
    )

    assert [p.texte for p in extraire("note.odt", odt(corps)).pages] == ["gardé"]


def test_un_docx_donne_son_texte_sans_doublon_ni_texte_supprime():
    corps = (
        "<w:p><w:r><w:t>La rivière</w:t><w:br/><w:t>déborde</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>faux</w:delText></w:r></w:del><w:r><w:t>vrai</w:t></w:r></w:p>"
        "<mc:AlternateContent><mc:Choice><w:p><w:t>encadré</w:t></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:t>encadré</w:t></w:p></mc:Fallback></mc:AlternateContent>"
    )

    lu = extraire("note.docx", docx(corps))

    assert [p.texte for p in lu.pages] == ["La rivière\ndéborde\nvrai\nencadré"]
    assert not lu.est_paginee


def test_un_docx_compte_ses_pages_une_fois_quand_les_deux_sauts_se_suivent():
    corps = (
        "<w:p><w:r><w:t>une</w:t><w:br w:type='page'/></w:r></w:p>"
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>deux</w:t></w:r></w:p>"
    )

    assert [(p.numero, p.texte) for p in extraire("n.docx", docx(corps)).pages] == [(1, "une"), (2, "deux")]


def test_un_texte_simple_se_lit_dans_les_deux_codages():
    assert extraire("a.txt", "été".encode()).pages[0].texte == "été"
    assert extraire("a.txt", "été".encode("cp1252")).pages[0].texte == "été"


def test_une_declaration_de_type_est_refusee():
    bombe = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'

    with pytest.raises(ExtractionImpossible, match="mal formé"):
        extraire("x.odt", archive("content.xml", bombe))


def test_une_piece_demesuree_s_arrete_en_chemin(monkeypatch):
    monkeypatch.setattr(extraction, "XML_AU_PLUS", 1000)
    monkeypatch.setattr(extraction, "MORCEAU", 100)

    with pytest.raises(ExtractionImpossible, match="démesuré"):
        extraire("x.odt", odt("<text:p>long</text:p>" * 200))


@pytest.mark.parametrize("nom", ["x.odt", "x.docx"])
@pytest.mark.parametrize("contenu", [b"", b"PK\x03\x04 faux", archive("autre.xml", "<x/>")])
def test_une_archive_qui_n_en_est_pas_une_dit_quoi_faire(nom, contenu):
    with pytest.raises(ExtractionImpossible, match="ne s'ouvre pas"):
        extraire(nom, contenu)


def test_ce_qui_depasse_la_borne_est_laisse_et_on_le_sait(monkeypatch):
    monkeypatch.setattr(extraction, "SIGNES_AU_PLUS", 10)

    lu = extraire("a.txt", b"abcdefghij klmnop")

    assert lu.est_tronquee
    assert lu.pages[0].texte == "abcdefghij"


def test_un_format_inconnu_le_dit():
    assert not se_lit("plan.jpg")
    with pytest.raises(ExtractionImpossible, match="PDF, ODT, DOCX"):
        extraire("plan.jpg", b"...")


@given(st.binary(max_size=300), st.sampled_from([".pdf", ".odt", ".docx", ".txt"]))
def test_n_importe_quels_octets_donnent_un_texte_ou_une_phrase(contenu, extension):
    try:
        phrases = [page.texte for page in extraire(f"x{extension}", contenu).pages]
    except ExtractionImpossible as refus:
        phrases = [str(refus)]

    assert phrases
    assert all(phrases)
