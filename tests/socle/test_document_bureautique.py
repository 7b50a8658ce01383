"""L'ODT et le DOCX : des vecteurs, de vrais tableaux, et LibreOffice qui les ouvre et les rend."""

import io
import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest

from etabli.socle.document import ecrire, nb_de_pages
from etabli.socle.document.blocs import ChiffresCles, Encadre, Fiche, Paragraphe, Titre
from tests.fabriques.documents import arbre

SOFFICE = shutil.which("soffice")
sans_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n'est pas installé ici")


def paquet(octets):
    with zipfile.ZipFile(io.BytesIO(octets)) as ouvert:
        return {nom: ouvert.read(nom) for nom in ouvert.namelist()}


def convertir(octets, forme, vers, dossier):
    """Par LibreOffice, sans écran et dans un profil à lui ; il refuse ce qu'il faudrait réparer."""
    depart = dossier / f"document.{forme}"
    depart.write_bytes(octets)
    sortie = dossier / "sortie"
    profil = f"-env:UserInstallation=file://{dossier}/profil"
    commande = [SOFFICE, profil, "--headless", "--convert-to", vers, "--outdir", str(sortie), str(depart)]
    subprocess.run(commande, check=True, capture_output=True, timeout=180)
    return (sortie / f"document.{vers}").read_bytes()


def test_un_dessin_de_l_odt_est_un_vecteur_avant_d_etre_des_pixels():
    parties = paquet(ecrire(arbre(), "odt"))
    corps = parties["content.xml"].decode()

    (vecteur,) = [nom for nom in parties if nom.endswith(".svg")]
    cadre = re.search(rf'<draw:frame(?:(?!</draw:frame>).)*"{vecteur}".*?</draw:frame>', corps, re.S)
    assert cadre is not None
    assert re.findall(r'xlink:href="([^"]+)"', cadre[0]) == [vecteur, vecteur.replace(".svg", ".png")]
    assert f'manifest:full-path="{vecteur}"' in parties["META-INF/manifest.xml"].decode()
    assert b"currentColor" not in parties[vecteur]
    ElementTree.fromstring(parties[vecteur])


def test_un_dessin_du_docx_est_un_vecteur_et_garde_ses_pixels():
    parties = paquet(ecrire(arbre(), "docx"))
    liens = dict(
        re.findall(r'Id="([^"]+)" Target="([^"]+)"', parties["word/_rels/document.xml.rels"].decode())
    )
    trouve = re.search(
        r'<a:blip r:embed="([^"]+)"><a:extLst>.*?<asvg:svgBlip[^>]*r:embed="([^"]+)"',
        parties["word/document.xml"].decode(),
        re.S,
    )

    assert trouve is not None
    assert f"word/{liens[trouve[2]]}" in parties
    assert liens[trouve[2]].endswith(".svg")
    assert 'Extension="svg"' in parties["[Content_Types].xml"].decode()


def test_les_chiffres_cles_sont_un_tableau_dont_l_en_tete_dit_ce_que_l_on_compte():
    blocs = [ChiffresCles([("2 314", "habitants"), ("1 302 000 €", "à trouver")])]
    corps = paquet(ecrire(arbre("note", blocs), "docx"))["word/document.xml"].decode()

    tete, rangee = re.findall(r"<w:tr>.*?</w:tr>", corps, re.S)[:2]
    assert "<w:tblHeader" in tete
    assert "habitants" in tete
    assert "2 314" in rangee.replace("\u202f", " ").replace("\u00a0", " ")


def test_le_titre_d_un_encadre_ne_quitte_pas_son_texte():
    blocs = [Encadre("Contenu fictif", [Paragraphe("Rien n'est vrai ici.")])]
    racine = ElementTree.fromstring(paquet(ecrire(arbre("note", blocs), "odt"))["content.xml"])

    textes = ["".join(p.itertext()) for p in racine.iter() if p.tag.endswith("}p")]
    assert any(t.startswith("Contenu fictif") and "Rien" in t for t in textes)


def test_dans_un_livret_chaque_partie_ouvre_sa_page_et_ce_qui_suit_une_fiche_aussi():
    blocs = [Titre(1, "Une"), Titre(1, "Deux"), Fiche("Refaire", niveau=2), Titre(2, "Suite")]
    livret = paquet(ecrire(arbre("livret", blocs, sommaire=False), "docx"))["word/document.xml"]
    note = paquet(ecrire(arbre("note", blocs[:2], sommaire=False, couverture=None), "docx"))[
        "word/document.xml"
    ]

    assert livret.count(b"<w:pageBreakBefore/>") == 4
    assert note.count(b"<w:pageBreakBefore/>") == 0


@sans_libreoffice
@pytest.mark.parametrize(("forme", "retour"), [("odt", "docx"), ("docx", "odt")])
def test_libreoffice_ouvre_le_document_et_le_rend_sans_perdre_un_titre_un_tableau_une_image(
    forme, retour, tmp_path
):
    """Un aller et retour : titres, en-têtes de tableau, alternatives reviennent de l'autre côté."""
    octets = ecrire(arbre("rapport"), forme)

    rendu = paquet(convertir(octets, forme, retour, tmp_path))

    nom = {"odt": "content.xml", "docx": "word/document.xml"}[retour]
    corps = rendu[nom].decode()
    texte = "".join(ElementTree.fromstring(corps).itertext())
    assert "Refaire la place" in texte
    assert "Les coûts" in texte
    assert "la note" in (texte + rendu.get("word/footnotes.xml", b"").decode())
    assert "Une place plantée" in corps
    titres = r"<text:h " if retour == "odt" else r'<w:pStyle w:val="(?:Heading|Titre)\d'
    assert len(re.findall(titres, corps)) >= 4
    assert ("table:table-header-rows" if retour == "odt" else "w:tblHeader") in corps


@sans_libreoffice
@pytest.mark.parametrize("forme", ["odt", "docx"])
def test_libreoffice_met_le_document_en_pages(forme, tmp_path):
    assert nb_de_pages(convertir(ecrire(arbre("livret"), forme), forme, "pdf", tmp_path)) >= 6
