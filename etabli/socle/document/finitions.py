"""Les dernières retouches d'un ODT ou d'un DOCX : identité, teinte, numéros, pied de page, octets stables."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

from django.utils.html import escape

from etabli.socle.document.arbre import Arbre
from etabli.socle.document.couleurs import BLEU, COULEURS, couleur
from etabli.socle.document.vecteurs import ajouter_les_vecteurs

INSTANT_ZIP = (1980, 1, 1, 0, 0, 0)
PIED = "PIED-DE-PAGE"  # ce que nos modèles portent, et que chaque document remplace


def finir(
    octets: bytes, arbre: Arbre, forme: str, alternatives: Sequence[str], dessins: Mapping[str, bytes]
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(octets)) as entree:
        parties = {nom: entree.read(nom) for nom in entree.namelist()}
    for nom, retoucher in RETOUCHES[forme].items():
        if nom in parties:
            parties[nom] = retoucher(parties[nom].decode(), arbre).encode()
    if forme == "odt":
        parties["content.xml"] = _decrire_les_images(parties["content.xml"].decode(), alternatives).encode()
    return _empaqueter(ajouter_les_vecteurs(parties, forme, dessins))


def _empaqueter(parties: Mapping[str, bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as paquet:
        for nom in _ordre(list(parties)):
            fiche = zipfile.ZipInfo(nom, INSTANT_ZIP)
            fiche.compress_type = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            paquet.writestr(fiche, parties[nom])
    return sortie.getvalue()


def _decrire_les_images(xml: str, alternatives: Sequence[str]) -> str:
    """pandoc perd les alternatives dans l'ODT : elles reviennent une à une, dans l'ordre de lecture."""
    suivantes = iter(alternatives)

    def decrire(trouve: re.Match[str]) -> str:
        alternative = next(suivantes, "")
        return f"<svg:title>{escape(alternative)}</svg:title></draw:frame>" if alternative else trouve[0]

    return re.sub(r"</draw:frame>", decrire, xml)


def _ordre(noms: list[str]) -> list[str]:
    """L'ODF veut son type en premier ; le reste se range pour que deux écritures se ressemblent."""
    return sorted(set(noms), key=lambda nom: (nom != "mimetype", nom != "[Content_Types].xml", nom))


def _teindre(xml: str, arbre: Arbre) -> str:
    bleu, teinte = COULEURS[BLEU], couleur(arbre.couleur)
    for avant, apres in ((bleu.fort, teinte.fort), (bleu.voile, teinte.voile), (bleu.vif, teinte.vif)):
        xml = re.sub(f"(?<![0-9a-fA-F]){avant[1:]}", apres[1:], xml, flags=re.IGNORECASE)
    return xml


def _pied(xml: str, arbre: Arbre) -> str:
    return xml.replace(PIED, escape(" · ".join(filter(None, (arbre.pied, arbre.mentions)))))


def _identite_docx(xml: str, arbre: Arbre) -> str:
    date = f"{arbre.instant:%Y-%m-%dT%H:%M:%SZ}"
    proprietes = (
        f"<dc:title>{escape(arbre.titre)}</dc:title><dc:subject>{escape(arbre.sous_titre)}</dc:subject>"
        f"<dc:creator>{escape(arbre.auteur)}</dc:creator><dc:language>{arbre.langue}</dc:language>"
        f"<cp:keywords>{escape(', '.join(arbre.mots_cles))}</cp:keywords>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{date}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{date}</dcterms:modified>'
    )
    return re.sub(
        r"(<cp:coreProperties[^>]*>).*(</cp:coreProperties>)",
        rf"\1{_litteral(proprietes)}\2",
        xml,
        flags=re.S,
    )


def _identite_odt(xml: str, arbre: Arbre) -> str:
    date = f"{arbre.instant:%Y-%m-%dT%H:%M:%SZ}"
    proprietes = (
        f"<dc:title>{escape(arbre.titre)}</dc:title><dc:subject>{escape(arbre.sous_titre)}</dc:subject>"
        f"<dc:creator>{escape(arbre.auteur)}</dc:creator><dc:language>{arbre.langue}</dc:language>"
        + "".join(f"<meta:keyword>{escape(mot)}</meta:keyword>" for mot in arbre.mots_cles)
        + f"<meta:creation-date>{date}</meta:creation-date><dc:date>{date}</dc:date>"
    )
    return re.sub(r"(<office:meta>).*(</office:meta>)", rf"\1{_litteral(proprietes)}\2", xml, flags=re.S)


def _litteral(texte: str) -> str:
    return texte.replace("\\", r"\\")


def _styles_docx(xml: str, arbre: Arbre) -> str:
    if not arbre.est_numerote:
        xml = re.sub(
            r'(<w:style [^>]*w:styleId="Heading\d".*?)<w:numPr>.*?</w:numPr>', r"\1", xml, flags=re.S
        )
    return _teindre(xml, arbre)


def _styles_odt(xml: str, arbre: Arbre) -> str:
    if not arbre.est_numerote:
        xml = re.sub(r'(<text:outline-level-style[^>]*style:num-format=)"1"', r'\1""', xml)
    return _pied(_teindre(xml, arbre), arbre)


_SAUT = re.compile(
    r'<w:p>\s*<w:r>\s*<w:br w:type="page"\s*/>\s*</w:r>\s*</w:p>'
    r"(?P<signets>(?:\s*<w:bookmark(?:Start|End)[^>]*/>)*)\s*<w:p>\s*<w:pPr>(?P<style>\s*<w:pStyle[^>]*/>)?"
)


def _corps_docx(xml: str, arbre: Arbre) -> str:
    """Un saut devient une propriété de ce qui suit ; nos sections reprennent le pied de la dernière."""
    xml = _SAUT.sub(r"\g<signets><w:p><w:pPr>\g<style><w:pageBreakBefore/>", xml)
    # LibreOffice suppose 3 mm autour d'une image qui ne dit rien : deux photos ne tiendraient plus côte à côte.
    xml = xml.replace("<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')
    pied = re.findall(r"<w:footerReference[^>]*/>", xml)
    return re.sub(r"<w:sectPr>(?=<w:pgSz)", f"<w:sectPr>{pied[-1]}", xml) if pied else xml


def _corps_odt(xml: str, arbre: Arbre) -> str:
    """pandoc dessine des cellules nues : nous leur rendons les filets du modèle."""
    teinte = couleur(arbre.couleur)
    fond = f'fo:background-color="{teinte.voile}"'
    tete = f'fo:border-bottom="1.2pt solid {teinte.fort}" {fond} fo:padding="1.1mm"'
    ligne = 'fo:border-bottom="0.5pt solid #dddddd" fo:padding="1.1mm"'
    for style, proprietes in (("TableHeaderRowCell", tete), ("TableRowCell", ligne)):
        xml = re.sub(
            rf'(<style:style style:name="{style}"[^>]*>\s*)<style:table-cell-properties[^>]*/>',
            rf"\1<style:table-cell-properties {proprietes}/>",
            xml,
        )
    return xml


RETOUCHES: dict[str, dict[str, Callable[[str, Arbre], str]]] = {
    "docx": {
        "docProps/core.xml": _identite_docx,
        "word/styles.xml": _styles_docx,
        "word/document.xml": _corps_docx,
        "word/footer1.xml": _pied,
    },
    "odt": {"meta.xml": _identite_odt, "styles.xml": _styles_odt, "content.xml": _corps_odt},
}
