# ruff: noqa: E501 -- du XML et des tables, qui se lisent mieux d'un trait
"""Le modèle de LibreOffice : styles, plan numéroté, pied de page, page couchée."""

from html import escape

from outils.documents.modele_docx import _ascii
from outils.documents.styles import CARACTERES, PARAGRAPHES, Style

POLICE = "Marianne"
ESPACES = " ".join(
    f'xmlns:{prefixe}="urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"'
    for prefixe, nom in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("number", "datastyle"),
    )
)  # fmt: skip


def parties(ossature: dict[str, bytes]) -> dict[str, bytes]:
    return {"styles.xml": styles().encode()}


def identifiant(style: Style) -> str:
    return style.odt or _ascii(style.nom)


def styles() -> str:
    par_nom = {style.nom: style for style in PARAGRAPHES}
    corps = "".join(_paragraphe(style, par_nom) for style in PARAGRAPHES)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {ESPACES} xmlns:xlink="http://www.w3.org/1999/xlink" '
        'office:version="1.3"><office:font-face-decls>'
        f'<style:font-face style:name="{POLICE}" svg:font-family="{POLICE}, Arial, &apos;Liberation Sans&apos;" style:font-family-generic="swiss"/>'
        f"</office:font-face-decls><office:styles>{DEFAUT}{corps}{SAUTS}{''.join(_caractere(*c) for c in CARACTERES)}"
        f"{GRAPHIQUES}{_plan()}{NOTES}</office:styles>{PAGES}</office:document-styles>"
    )


DEFAUT = (
    '<style:default-style style:family="paragraph"><style:paragraph-properties fo:hyphenation-ladder-count="2" '
    'style:writing-mode="lr-tb" fo:orphans="2" fo:widows="2"/>'
    f'<style:text-properties style:font-name="{POLICE}" fo:font-size="10.5pt" fo:color="#161616" fo:language="fr" fo:country="FR" '
    'fo:hyphenate="true" fo:hyphenation-remain-char-count="3" fo:hyphenation-push-char-count="3"/></style:default-style>'
    '<style:default-style style:family="graphic"><style:graphic-properties/></style:default-style>'
    '<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/></style:default-style>'
    '<style:default-style style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:default-style>'
)
SAUTS = (
    '<style:style style:name="Saut_20_de_20_page" style:display-name="Saut de page" style:family="paragraph" '
    'style:parent-style-name="Standard"><style:paragraph-properties fo:break-before="page" fo:margin-bottom="0pt" '
    'fo:line-height="1pt"/><style:text-properties fo:font-size="1pt"/></style:style>'
    + "".join(
        f'<style:style style:name="{cle}_20_paysage" style:display-name="{cle} paysage" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:master-page-name="{page}"><style:paragraph-properties fo:margin-bottom="0pt" '
        'fo:line-height="1pt"/><style:text-properties fo:font-size="1pt"/></style:style>'
        for cle, page in (("Début", "Paysage"), ("Fin", "Standard"))
    )
)
GRAPHIQUES = (
    '<style:style style:name="Graphics" style:family="graphic"><style:graphic-properties text:anchor-type="as-char" '
    'style:vertical-pos="middle" style:vertical-rel="text"/></style:style>'
    '<style:style style:name="Formula" style:family="graphic"><style:graphic-properties text:anchor-type="as-char" '
    'style:vertical-pos="middle" style:vertical-rel="text"/></style:style>'
)
NOTES = (
    '<text:notes-configuration text:note-class="footnote" text:citation-style-name="Footnote_20_anchor" '
    'text:citation-body-style-name="Footnote_20_anchor" style:num-format="1" text:start-value="0" '
    'text:footnotes-position="page" text:start-numbering-at="document"/>'
)
_PIED = (
    '<style:footer><text:p text:style-name="MPied">PIED-DE-PAGE<text:tab/><text:page-number text:select-page="current">1'
    "</text:page-number> / <text:page-count>1</text:page-count></text:p></style:footer>"
)
_COMMUN = 'fo:margin-top="20mm" fo:margin-bottom="14mm" fo:margin-left="25mm" fo:margin-right="25mm" style:num-format="1"'
_FOOTER = '<style:footer-style><style:header-footer-properties fo:min-height="11mm" fo:margin-top="5mm"/></style:footer-style>'
PAGES = (
    "<office:automatic-styles>"
    '<style:style style:name="MPied" style:family="paragraph" style:parent-style-name="Footer"><style:paragraph-properties>'
    '<style:tab-stops><style:tab-stop style:position="160mm" style:type="right"/></style:tab-stops></style:paragraph-properties></style:style>'
    '<style:page-layout style:name="Debout"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
    f'style:print-orientation="portrait" {_COMMUN}/>{_FOOTER}</style:page-layout>'
    '<style:page-layout style:name="Couchee"><style:page-layout-properties fo:page-width="297mm" fo:page-height="210mm" '
    f'style:print-orientation="landscape" {_COMMUN}/>{_FOOTER}</style:page-layout></office:automatic-styles>'
    f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Debout">{_PIED}</style:master-page>'
    f'<style:master-page style:name="Paysage" style:page-layout-name="Couchee">{_PIED}</style:master-page></office:master-styles>'
)


def _paragraphe(style: Style, par_nom: dict[str, Style]) -> str:
    parent = f' style:parent-style-name="{identifiant(par_nom[style.parent])}"' if style.parent else ""
    plan = (
        f' style:default-outline-level="{style.niveau}" style:next-style-name="Text_20_body"'
        if style.niveau
        else ""
    )
    onglets = (
        '<style:tab-stops><style:tab-stop style:position="160mm" style:type="right" style:leader-style="dotted" '
        'style:leader-text="."/></style:tab-stops>'
        if style.points
        else ""
    )
    return (
        f'<style:style style:name="{identifiant(style)}" style:display-name="{escape(style.nom)}" style:family="paragraph"'
        f"{parent}{plan}><style:paragraph-properties{_mise_en_page(style)}>{onglets}</style:paragraph-properties>"
        f"<style:text-properties{_encre(style)}/></style:style>"
    )


def _mise_en_page(s: Style) -> str:
    mesures = (
        ("margin-top", s.avant, "pt"), ("margin-bottom", s.apres, "pt"), ("line-height", s.interligne or None, "%"),
        ("margin-left", s.gauche, "mm"), ("margin-right", s.droite, "mm"),
    )  # fmt: skip
    xml = "".join(f' fo:{nom}="{valeur}{unite}"' for nom, valeur, unite in mesures if valeur is not None)
    xml += ' fo:keep-with-next="always" fo:keep-together="always"' if s.solidaire else ""
    xml += f' fo:background-color="#{s.fond}"' if s.fond else ""
    xml += f' fo:border-left="2.2pt solid #{s.filet_gauche}"' if s.filet_gauche else ""
    xml += f' fo:border-bottom="0.8pt solid #{s.filet_bas}"' if s.filet_bas else ""
    xml += ' fo:padding="2.2mm" style:join-border="true"' if s.fond or s.filet_gauche else ""
    xml += ' fo:padding-bottom="1.5mm" style:join-border="false"' if s.filet_bas else ""
    xml += ' style:contextual-spacing="true"' if s.groupe else ""
    return xml + (' fo:text-align="end"' if s.cote == "droite" else "")


def _encre(s: Style) -> str:
    xml = f' fo:font-size="{s.corps}pt"' if s.corps else ""
    xml += ' fo:font-weight="bold"' if s.gras else ""
    xml += ' fo:font-style="italic"' if s.italique else ""
    xml += f' fo:color="#{s.encre}"' if s.encre else ""
    xml += ' fo:text-transform="uppercase"' if s.capitales else ""
    return xml + (' fo:hyphenate="false"' if s.niveau or s.corps > 13 else "")


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
    xml += ' style:text-underline-style="solid" style:text-underline-width="auto"' if souligne else ""
    xml += ' style:text-position="super 62%"' if exposant else ""
    return (
        f'<style:style style:name="{odt}" style:display-name="{escape(nom)}" style:family="text">'
        f"<style:text-properties{xml}/></style:style>"
    )


def _plan() -> str:
    niveaux = "".join(
        f'<text:outline-level-style text:level="{n}" style:num-format="{"1" if n <= 3 else ""}" '
        f'text:display-levels="{n if n <= 3 else 1}"><style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="space"/></style:list-level-properties></text:outline-level-style>'
        for n in range(1, 11)
    )
    return f'<text:outline-style style:name="Outline">{niveaux}</text:outline-style>'
