# ruff: noqa: E501 -- du XML, qui se lit mieux d'un trait
"""Les quelques constructions que pandoc ne sait pas écrire : sauts, pages couchées, sommaire déjà rempli."""

from collections.abc import Sequence

from django.utils.html import escape

from etabli.socle.document.reperes import Repere

PROFONDEUR = 2
SAUT_DOCX = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
TITRE_DU_SOMMAIRE = "Sommaire"

# Des pages A4 et leurs marges, en vingtièmes de point.
_DEBOUT = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="709" w:footer="709" w:gutter="0"/>'
)
_COUCHE = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/>'
)


def docx_saut() -> str:
    """Les finitions en font un « saut de page avant » du paragraphe qui suit."""
    return SAUT_DOCX


def docx_debut_paysage() -> str:
    return f"<w:p><w:pPr><w:sectPr>{_DEBOUT}</w:sectPr></w:pPr></w:p>"


def docx_fin_paysage() -> str:
    return f"<w:p><w:pPr><w:sectPr>{_COUCHE}</w:sectPr></w:pPr></w:p>"


def docx_sommaire(titres: Sequence[Repere]) -> str:
    """Un champ déjà rempli de liens : il s'affiche partout, et Word y met les pages quand on l'y autorise."""
    entrees = [repere for repere in titres if repere.niveau <= PROFONDEUR]
    debut = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">TOC \\o "1-{PROFONDEUR}" \\h \\z \\u</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lignes = "".join(_docx_entree(repere, debut if rang == 0 else "") for rang, repere in enumerate(entrees))
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        "</w:docPartObj></w:sdtPr><w:sdtContent>"
        f'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>{TITRE_DU_SOMMAIRE}</w:t></w:r></w:p>'
        f'{lignes}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>'
    )


def _docx_entree(repere: Repere, avant: str) -> str:
    texte = escape(f"{repere.numero} {repere.texte}".strip())
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TOC{repere.niveau}"/></w:pPr>{avant}'
        f'<w:hyperlink w:anchor="{repere.ancre}" w:history="1"><w:r><w:t xml:space="preserve">{texte}</w:t></w:r>'
        "</w:hyperlink></w:p>"
    )


def odt_saut() -> str:
    return '<text:p text:style-name="Saut_20_de_20_page"/>'


def odt_debut_paysage() -> str:
    return '<text:p text:style-name="Début_20_paysage"/>'


def odt_fin_paysage() -> str:
    return '<text:p text:style-name="Fin_20_paysage"/>'


def odt_sommaire(titres: Sequence[Repere]) -> str:
    """Un index déjà rempli, dont les pages sont des renvois que le lecteur calcule en ouvrant."""
    niveaux = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{n}" text:style-name="Contents_20_{n}">'
        "<text:index-entry-link-start/><text:index-entry-chapter/><text:index-entry-text/>"
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/><text:index-entry-page-number/>'
        "<text:index-entry-link-end/></text:table-of-content-entry-template>"
        for n in range(1, PROFONDEUR + 1)
    )
    entrees = "".join(
        f'<text:p text:style-name="Contents_20_{repere.niveau}"><text:a xlink:type="simple" text:style-name="Index_20_Link" text:visited-style-name="Index_20_Link" xlink:href="#{repere.ancre}">'
        f"{escape(f'{repere.numero} {repere.texte}'.strip())}<text:tab/>"
        f'<text:bookmark-ref text:reference-format="page" text:ref-name="{repere.ancre}"></text:bookmark-ref></text:a></text:p>'
        for repere in titres
        if repere.niveau <= PROFONDEUR
    )
    titre = f'<text:p text:style-name="Contents_20_Heading">{TITRE_DU_SOMMAIRE}</text:p>'
    return (
        '<text:table-of-content text:name="Sommaire" text:protected="true">'
        f'<text:table-of-content-source text:outline-level="{PROFONDEUR}">'
        f'<text:index-title-template text:style-name="Contents_20_Heading">{TITRE_DU_SOMMAIRE}</text:index-title-template>'
        f"{niveaux}</text:table-of-content-source><text:index-body>"
        f'<text:index-title text:name="Sommaire_Head">{titre}</text:index-title>{entrees}'
        "</text:index-body></text:table-of-content>"
    )
