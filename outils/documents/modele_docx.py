# ruff: noqa: E501 -- du XML et des tables, qui se lisent mieux d'un trait
"""Le modèle de Word : styles, plan numéroté, pied de page."""

import re
from html import escape

from outils.documents.styles import CARACTERES, NOMS_DE_WORD, PARAGRAPHES, Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
POLICE = "Marianne"
PLAN = 800  # le plan numéroté des titres ; pandoc emploie les numéros à partir de 990


def parties(ossature: dict[str, bytes]) -> dict[str, bytes]:
    return {
        "word/styles.xml": styles().encode(),
        "word/numbering.xml": numerotation().encode(),
        "word/footer1.xml": pied().encode(),
        "word/document.xml": document().encode(),
        "word/fontTable.xml": polices().encode(),
        "word/settings.xml": reglages().encode(),
        "word/_rels/document.xml.rels": _relier(ossature["word/_rels/document.xml.rels"].decode()).encode(),
        "[Content_Types].xml": _typer(ossature["[Content_Types].xml"].decode()).encode(),
    }


def identifiant(style: Style) -> str:
    return style.docx or _ascii(style.nom)


def _ascii(nom: str) -> str:
    sans = nom.translate(str.maketrans("éèêÉàç-", "eeeEac "))
    return "".join(mot[0].upper() + mot[1:] for mot in re.split(r"[ _]", sans) if mot)


def _vingtiemes(points: float) -> int:
    return round(points * 20)


def _millimetres(mm: float) -> int:
    return round(mm / 25.4 * 1440)


def styles() -> str:
    defaut = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{POLICE}" w:hAnsi="{POLICE}" w:cs="{POLICE}" '
        f'w:eastAsia="{POLICE}"/><w:color w:val="161616"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    caracteres = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
    )
    par_nom = {style.nom: style for style in PARAGRAPHES}
    corps = "".join(_paragraphe(style, par_nom) for style in PARAGRAPHES)
    return (
        f'{XML}<w:styles xmlns:w="{W}">{defaut}{corps}{caracteres}'
        f"{''.join(_caractere(*c) for c in CARACTERES if c[1])}{TABLEAU}</w:styles>"
    )


TABLEAU = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
    '<w:rPr><w:sz w:val="19"/></w:rPr><w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="dddddd"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="dddddd"/></w:tblBorders><w:tblCellMar><w:top w:w="50" w:type="dxa"/>'
    '<w:left w:w="100" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="12" '
    'w:color="000091"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="f5f5fe"/><w:vAlign w:val="bottom"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)


def _paragraphe(style: Style, par_nom: dict[str, Style]) -> str:
    propre = style.nom not in NOMS_DE_WORD
    parent = f'<w:basedOn w:val="{identifiant(par_nom[style.parent])}"/>' if style.parent else ""
    defaut = ' w:default="1"' if style.nom == "Standard" else ' w:customStyle="1"' if propre else ""
    suivant = '<w:next w:val="BodyText"/>' if style.niveau else ""
    return (
        f'<w:style w:type="paragraph"{defaut} w:styleId="{identifiant(style)}">'
        f'<w:name w:val="{escape(NOMS_DE_WORD.get(style.nom, style.nom))}"/>{parent}{suivant}<w:qFormat/>'
        f"<w:pPr>{_mise_en_page(style)}</w:pPr><w:rPr>{_encre(style)}</w:rPr></w:style>"
    )


def _mise_en_page(s: Style) -> str:
    """Les éléments dans l'ordre qu'impose le schéma."""
    xml = "<w:keepNext/><w:keepLines/>" if s.solidaire else "<w:keepLines/>" if s.entier else ""
    if s.niveau and s.niveau <= 3:
        xml += f'<w:numPr><w:ilvl w:val="{s.niveau - 1}"/><w:numId w:val="{PLAN}"/></w:numPr>'
    filets = (
        ("top", s.filet_haut, 8, 4),
        ("left", s.filet_gauche, 24, 8),
        ("bottom", s.filet_bas, 6, 4),
        ("between", s.filet_bas, 6, 4),
    )
    bords = "".join(
        f'<w:{c} w:val="single" w:sz="{e}" w:space="{d}" w:color="{t}"/>' for c, t, e, d in filets if t
    )
    xml += f"<w:pBdr>{bords}</w:pBdr>" if bords else ""
    xml += f'<w:shd w:val="clear" w:color="auto" w:fill="{s.fond}"/>' if s.fond else ""
    xml += '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>' if s.points else ""
    espaces = "".join(
        f' w:{nom}="{_vingtiemes(valeur)}"'
        for nom, valeur in (("before", s.avant), ("after", s.apres))
        if valeur is not None
    )
    espaces += f' w:line="{round(2.4 * s.interligne)}" w:lineRule="auto"' if s.interligne else ""
    xml += f"<w:spacing{espaces}/>" if espaces else ""
    retraits = "".join(
        f' w:{nom}="{_millimetres(valeur)}"'
        for nom, valeur in (("left", s.gauche), ("right", s.droite))
        if valeur is not None
    )
    xml += f"<w:ind{retraits}/>" if retraits else ""
    xml += "<w:contextualSpacing/>" if s.groupe else ""
    xml += '<w:jc w:val="right"/>' if s.cote == "droite" else ""
    return xml + (f'<w:outlineLvl w:val="{s.niveau - 1}"/>' if s.niveau else "")


def _encre(s: Style) -> str:
    xml = "<w:b/><w:bCs/>" if s.gras else ""
    xml += "<w:i/><w:iCs/>" if s.italique else ""
    xml += "<w:caps/>" if s.capitales else ""
    xml += f'<w:color w:val="{s.encre}"/>' if s.encre else ""
    return xml + (
        f'<w:sz w:val="{round(2 * s.corps)}"/><w:szCs w:val="{round(2 * s.corps)}"/>' if s.corps else ""
    )


def _caractere(
    nom: str,
    docx: str,
    odt: str,
    corps: float,
    gras: bool,
    italique: bool,
    encre: str,
    souligne: bool,
    exposant: bool,
) -> str:
    xml = _encre(Style(nom, corps=corps, gras=gras, italique=italique, encre=encre))
    xml += '<w:u w:val="single"/>' if souligne else ""
    xml += '<w:vertAlign w:val="superscript"/>' if exposant else ""
    propre = "" if nom in NOMS_DE_WORD else ' w:customStyle="1"'
    return (
        f'<w:style w:type="character"{propre} w:styleId="{docx}"><w:name w:val="{NOMS_DE_WORD.get(nom, nom)}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{xml}</w:rPr></w:style>'
    )


def numerotation() -> str:
    niveaux = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        + (f'<w:pStyle w:val="Heading{n + 1}"/>' if n < 3 else "")
        + f'<w:suff w:val="space"/><w:lvlText w:val="{".".join(f"%{k + 1}" for k in range(n + 1))}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for n in range(9)
    )
    return (
        f'{XML}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="{PLAN}"><w:multiLevelType w:val="multilevel"/>{niveaux}'
        f'</w:abstractNum><w:num w:numId="{PLAN}"><w:abstractNumId w:val="{PLAN}"/></w:num></w:numbering>'
    )


def _champ(nom: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {nom} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def pied() -> str:
    return (
        f'{XML}<w:ftr xmlns:w="{W}" xmlns:r="{R}"><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        '<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs></w:pPr>'
        f'<w:r><w:t xml:space="preserve">PIED-DE-PAGE</w:t></w:r><w:r><w:tab/></w:r>{_champ("PAGE")}'
        f'<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_champ("NUMPAGES")}</w:p></w:ftr>'
    )


def document() -> str:
    return (
        f'{XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:p/><w:sectPr><w:footerReference w:type="default" r:id="rId90"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="709" '
        'w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def reglages() -> str:
    return (
        f'{XML}<w:settings xmlns:w="{W}"><w:autoHyphenation w:val="true"/><w:defaultTabStop w:val="708"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="fr-FR"/></w:settings>'
    )


def polices() -> str:
    return f'{XML}<w:fonts xmlns:w="{W}"><w:font w:name="{POLICE}"><w:altName w:val="Arial"/><w:family w:val="swiss"/></w:font></w:fonts>'


def _relier(xml: str) -> str:
    lien = f'<Relationship Type="{R}/footer" Id="rId90" Target="footer1.xml"/>'
    sans_exemple = re.sub(r'<Relationship [^>]*Target="http://example.com"[^>]*/>', "", xml)
    return sans_exemple.replace("</Relationships>", f"{lien}</Relationships>")


def _typer(xml: str) -> str:
    genre = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
    return xml.replace("</Types>", f'<Override PartName="/word/footer1.xml" ContentType="{genre}"/></Types>')
