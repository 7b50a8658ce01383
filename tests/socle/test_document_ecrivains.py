"""Un seul arbre, quatre écritures : PDF, ODT, DOCX, HTML."""

import io
import re
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import typst

from etabli.socle.document import FORMES, Document, ecrire, riche
from etabli.socle.document.blocs import Figure, Paragraphe, Titre
from etabli.socle.document.compilation import compiler
from etabli.socle.document.inspection import inspecter, nb_de_pages
from etabli.socle.document.page import en_html
from etabli.socle.document.pdf import en_pdf
from etabli.socle.polices import polices
from tests.fabriques.documents import arbre, photo

NUMERO_ODT = r'<text:outline-level-style[^>]*style:num-format="1"'
GABARITS = ("livret", "rapport", "courrier", "note")


def lire_dans(octets, nom):
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return paquet.read(nom).decode()


@pytest.mark.parametrize("gabarit", GABARITS)
def test_tout_bloc_passe_en_pdf_accessible_et_archivable(gabarit):
    inspection = inspecter(en_pdf(arbre(gabarit)))

    assert inspection.normes == ("PDF/UA-1", "PDF/A-2a")
    assert inspection.est_balise
    assert inspection.langue == "fr-FR"
    assert inspection.titre == "Un bourg où l’on reste"
    assert inspection.nb_figures == inspection.nb_figures_decrites == 6


def test_le_pdf_compte_ses_pages():
    assert nb_de_pages(en_pdf(arbre("note", [Paragraphe("Un mot.")], sommaire=False, couverture=None))) == 1


@pytest.mark.parametrize("forme", sorted(FORMES))
def test_le_meme_arbre_donne_les_memes_octets(forme):
    assert ecrire(arbre(), forme) == ecrire(arbre(), forme)


@pytest.mark.parametrize("forme", ["odt", "docx"])
def test_chaque_partie_d_un_document_de_bureau_est_du_xml_valide(forme):
    with zipfile.ZipFile(io.BytesIO(ecrire(arbre(), forme))) as paquet:
        for nom in paquet.namelist():
            if nom.endswith((".xml", ".rels")):
                ElementTree.fromstring(paquet.read(nom))
        assert {fiche.date_time for fiche in paquet.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_le_docx_montre_son_sommaire_sa_numerotation_ses_notes_et_ses_alternatives():
    octets = ecrire(arbre(), "docx")
    corps = lire_dans(octets, "word/document.xml")

    assert 'TOC \\o "1-2"' in corps
    assert "1 Comprendre" in corps
    assert re.search(
        r'w:styleId="Heading1"[^>]*>(?:(?!</w:style>).)*<w:numPr>', lire_dans(octets, "word/styles.xml"), re.S
    )
    assert "la note" in lire_dans(octets, "word/footnotes.xml")
    assert 'descr="Une place plantée"' in corps
    assert 'w:orient="landscape"' in corps
    assert "Contenu fictif de démonstration" in lire_dans(octets, "word/footer1.xml")
    assert "<dc:title>Un bourg où l&#x27;on reste</dc:title>" in lire_dans(octets, "docProps/core.xml")
    assert "Tableau 1 – Les coûts" in corps


def test_l_odt_montre_son_sommaire_sa_numerotation_et_ses_alternatives():
    octets = ecrire(arbre(), "odt")
    corps, styles = lire_dans(octets, "content.xml"), lire_dans(octets, "styles.xml")

    assert "<text:table-of-content " in corps
    assert "2.1 Refaire la place" in corps
    assert re.search(NUMERO_ODT, styles)
    alternatives = re.findall(r"<svg:title>(.*?)</svg:title>", corps)
    assert alternatives[1:3] == ["Une place plantée", "Vue du ciel"]
    assert len(alternatives) == corps.count("<draw:frame ") == 6
    assert "Début_20_paysage" in corps
    assert "Contenu fictif de démonstration" in styles
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        assert (paquet.namelist()[0], paquet.infolist()[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_un_document_sans_numeros_n_en_a_dans_aucune_forme():
    sans = arbre("livret")

    assert "<w:numPr>" not in lire_dans(ecrire(sans, "docx"), "word/styles.xml")
    assert not re.search(NUMERO_ODT, lire_dans(ecrire(sans, "odt"), "styles.xml"))
    assert "Figure 1" not in en_html(sans)


def test_la_couleur_du_document_teinte_les_modeles_de_bureau():
    assert "755348" in lire_dans(ecrire(arbre(couleur="orange-terre-battue"), "docx"), "word/styles.xml")
    assert "000091" in lire_dans(ecrire(arbre(), "docx"), "word/styles.xml")


def test_l_ecran_montre_le_meme_document_sans_style_au_fil_du_texte():
    html = en_html(arbre())

    assert "style=" not in html
    assert "<script" not in html
    niveaux = [int(n) for n in re.findall(r"<h(\d)", html)]
    assert niveaux[0] == 2
    assert all(suivant <= precedent + 1 for precedent, suivant in pairwise(niveaux))
    assert '<th scope="col"' in html
    assert "<caption>Tableau 1 – Les coûts</caption>" in html
    assert re.search(r'<a class="fr-link" id="appel-1" href="#note-1"', html)
    identifiants = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants))


def test_ce_qu_ecrit_un_usager_reste_du_texte():
    piege = "<script>x</script> #panic() **pas gras** </w:t> & \\u{202f}"
    attaque = arbre("note", [Titre(1, piege), Paragraphe(piege)], titre=piege, mentions=piege)

    assert "&lt;script&gt;" in en_html(attaque)
    assert inspecter(en_pdf(attaque)).est_balise
    for forme, partie in (("odt", "content.xml"), ("docx", "word/document.xml")):
        assert "**pas gras** " in "".join(
            ElementTree.fromstring(lire_dans(ecrire(attaque, forme), partie)).itertext()
        )


def test_un_lien_interne_vers_rien_reste_du_texte():
    seul = arbre(
        "note",
        [Titre(1, "A", ancre="a"), Paragraphe(riche("[ici](#a) et [là](#nulle-part)"))],
        sommaire=False,
    )

    html = en_html(seul)
    assert '<a class="fr-link" href="#a">ici</a>' in html
    assert "nulle-part" not in html
    assert nb_de_pages(en_pdf(seul)) >= 1


def test_une_image_sans_alternative_prend_sa_legende_et_sans_legende_est_un_decor():
    inspection = inspecter(en_pdf(arbre("note", [Figure(photo(), "La place"), Figure(photo((1, 2, 3)))])))

    assert inspection.nb_figures == inspection.nb_figures_decrites == 1


def test_la_marque_de_l_etat_se_retire_par_un_reglage(settings):
    assert "RÉPUBLIQUE" in _texte_du_docx()
    settings.MARQUE_DE_L_ETAT = False
    assert "RÉPUBLIQUE" not in _texte_du_docx()


def _texte_du_docx():
    racine = ElementTree.fromstring(lire_dans(ecrire(arbre("note", []), "docx"), "word/document.xml"))
    return "".join(racine.itertext()).upper()


def test_un_document_vide_s_ecrit_dans_toutes_les_formes():
    vide = arbre("rapport", [], couverture=None)
    assert all(ecrire(vide, forme) for forme in FORMES)
    assert "Un bourg" in en_html(vide)


def test_marianne_est_trouvee_et_employee():
    assert "Marianne" in polices().families()
    avec = compiler({"main.typ": b'#set text(font: "Marianne")\nBonjour'})
    assert b"Marianne" in avec[0]
    _, avertissements = typst.Compiler(
        b'#set text(font: ("Marianne", "Spectral"))\nBonjour', font_paths=polices()
    ).compile_with_warnings(format="pdf")
    assert avertissements == []


def test_un_document_se_declare_et_se_nomme():
    note = Document("note-de-cadrage", "Note de cadrage", lambda objet: arbre("note", [Paragraphe(objet)]))

    assert (
        note.nom_de_fichier("Tessy-Bocage, l'atelier", "pdf") == "note-de-cadrage-tessy-bocage-latelier.pdf"
    )
    assert note.pdf("Bonjour") == note.ecrire("Bonjour", "pdf")
    assert "Bonjour" in note.html("Bonjour")
    assert note.odt("Bonjour") != note.docx("Bonjour")
