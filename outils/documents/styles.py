"""Les styles de nos modèles, déclarés une fois pour l'ODT et le DOCX."""

from dataclasses import dataclass

BLEU, VOILE, VIF, GRIS = "000091", "f5f5fe", "6a6af4", "3a3a3a"
TONS = {
    "information": ("3558a2", "f3f6fe"),
    "attention": ("755348", "fef4f2"),
    "succes": ("297254", "e3fdeb"),
    "alerte": ("c9191e", "fef4f4"),
    "neutre": ("3a3a3a", "f6f6f6"),
}


@dataclass(frozen=True)
class Style:
    """Corps et espaces en points, retraits en millimètres ; vide ou nul : comme le style parent."""

    nom: str  # ce que lit la personne dans son traitement de texte
    docx: str = ""  # identifiant attendu par pandoc, sinon déduit du nom
    odt: str = ""
    parent: str = ""  # un autre nom de cette liste
    corps: float = 0
    gras: bool | None = None
    italique: bool | None = None
    encre: str = ""
    avant: float | None = None
    apres: float | None = None
    interligne: float = 0  # en pourcentage
    gauche: float | None = None
    retrait: float = 0  # de la première ligne
    droite: float | None = None
    fond: str = ""
    filet_gauche: str = ""
    filet_bas: str = ""
    filet_haut: str = ""
    cote: str = ""
    solidaire: bool = False  # reste avec le paragraphe suivant
    niveau: int = 0  # titre de plan
    capitales: bool = False
    points: bool = False  # tabulation à droite, points de conduite (sommaire)
    entier: bool = False  # ne se coupe pas entre deux pages
    groupe: bool = False  # sans espace entre deux paragraphes du même style


PARAGRAPHES = (
    Style("Standard", "Normal", "Standard", corps=10.5, avant=0, apres=6, interligne=108),
    Style("Corps de texte", "BodyText", "Text_20_body", "Standard", apres=7),
    Style("Premier paragraphe", "FirstParagraph", "First_20_paragraph", "Corps de texte", avant=5),
    Style("Compact", "Compact", "Compact", "Standard", avant=1, apres=2),
    Style("Titre courant", "", "Heading", "Standard", encre=BLEU, gras=True, solidaire=True, interligne=100),
    Style("Titre 1", "Heading1", "Heading_20_1", "Titre courant", corps=18, avant=24, apres=9, niveau=1),
    Style("Titre 2", "Heading2", "Heading_20_2", "Titre courant", corps=13.5, avant=18, apres=6, niveau=2),
    Style(
        "Titre 3",
        "Heading3",
        "Heading_20_3",
        "Titre courant",
        corps=11.5,
        avant=13,
        apres=4,
        niveau=3,
        encre="161616",
    ),
    Style(
        "Titre 4",
        "Heading4",
        "Heading_20_4",
        "Titre courant",
        corps=10.5,
        avant=10,
        apres=4,
        niveau=4,
        encre="161616",
    ),
    Style(
        "Titre 5",
        "Heading5",
        "Heading_20_5",
        "Titre courant",
        corps=10.5,
        avant=10,
        apres=4,
        niveau=5,
        encre=GRIS,
    ),
    Style(
        "Titre 6",
        "Heading6",
        "Heading_20_6",
        "Titre courant",
        corps=10,
        avant=10,
        apres=4,
        niveau=6,
        encre=GRIS,
    ),
    Style("Citation", "BlockText", "Quotations", "Standard", gauche=8, italique=True),
    Style("Note de bas de page", "FootnoteText", "Footnote", "Standard", corps=8.5, apres=2, interligne=100),
    Style(
        "Légende de tableau",
        "TableCaption",
        "TableCaption",
        "Standard",
        corps=9,
        encre=GRIS,
        avant=10,
        apres=4,
        solidaire=True,
    ),
    Style(
        "Légende de figure",
        "ImageCaption",
        "FigureCaption",
        "Standard",
        corps=9,
        encre=GRIS,
        avant=2,
        apres=12,
    ),
    Style("Figure", "Figure", "Figure", "Standard", avant=8, apres=4),
    Style("Figure légendée", "CaptionedFigure", "FigureWithCaption", "Figure", solidaire=True),
    Style("Terme", "DefinitionTerm", "Definition_20_Term", "Standard", gras=True, apres=0, solidaire=True),
    Style("Définition", "Definition", "Definition_20_Definition", "Standard", gauche=8),
    Style("Terme serré", "TermeSerre", "Definition_20_Term_20_Tight", "Terme"),
    Style("Définition serrée", "DefinitionSerree", "Definition_20_Definition_20_Tight", "Définition"),
    Style(
        "Contenu de tableau",
        "ContenuDeTableau",
        "Table_20_Contents",
        "Standard",
        corps=9.5,
        avant=1,
        apres=1,
        interligne=100,
    ),
    Style(
        "Entête de tableau",
        "EnteteDeTableau",
        "Table_20_Heading",
        "Contenu de tableau",
        gras=True,
        solidaire=True,
    ),
    Style(
        "Titre du sommaire",
        "TOCHeading",
        "Contents_20_Heading",
        "Standard",
        corps=18,
        gras=True,
        encre=BLEU,
        avant=18,
        apres=10,
        solidaire=True,
    ),
    Style(
        "Sommaire 1",
        "TOC1",
        "Contents_20_1",
        "Standard",
        corps=10,
        gras=True,
        avant=4,
        apres=1,
        interligne=100,
        points=True,
    ),
    Style(
        "Sommaire 2",
        "TOC2",
        "Contents_20_2",
        "Standard",
        corps=9.5,
        gauche=6,
        avant=0,
        apres=1,
        interligne=100,
        points=True,
    ),
    Style("Pied de page", "Footer", "Footer", "Standard", corps=8, encre=GRIS, apres=0),
    # Les nôtres.
    Style(
        "Marque",
        parent="Standard",
        corps=12,
        gras=True,
        capitales=True,
        interligne=80,
        apres=28,
        encre="161616",
    ),
    Style("Bandeau", parent="Standard", corps=9, fond="feecc2", apres=14, avant=2),
    Style("Surtitre", parent="Standard", corps=10.5, gras=True, encre=VIF, avant=10, apres=2, solidaire=True),
    Style(
        "Titre du document",
        parent="Standard",
        corps=28,
        gras=True,
        encre=BLEU,
        interligne=88,
        avant=6,
        apres=10,
    ),
    Style("Sous-titre du document", parent="Standard", corps=15, apres=14),
    Style("Identité", parent="Standard", corps=10, encre=GRIS, apres=18),
    Style("Chapo", parent="Standard", corps=12.5, encre=GRIS, apres=12),
    Style("Légende", parent="Légende de figure"),
    Style("Note de tableau", parent="Standard", corps=8.5, encre=GRIS, avant=3, apres=12),
    Style(
        "Citation en exergue",
        parent="Standard",
        corps=12.5,
        encre=BLEU,
        gauche=8,
        avant=9,
        apres=2,
        filet_gauche=VIF,
        solidaire=True,
    ),
    Style("Source de citation", parent="Standard", gras=True, gauche=8, apres=8, filet_gauche=VIF),
    Style("Chiffre clé", parent="Standard", avant=1, apres=3, interligne=100),
    Style("Libellé", parent="Standard", corps=9.5, gras=True, encre=BLEU, avant=9, apres=2, solidaire=True),
    Style("Filet", parent="Standard", filet_bas=VIF, apres=12),
    Style("Adresse postale", parent="Standard"),
    Style("Émetteur", parent="Standard", apres=14, interligne=100),
    Style("Lieu et date", parent="Standard", cote="droite", apres=14),
    Style("Destinataire", parent="Standard", gauche=85, apres=20, interligne=104),
    Style("Références", parent="Standard", corps=9, apres=8),
    Style("Objet", parent="Standard", avant=6, apres=14),
    Style("Signataire", parent="Standard", gauche=85, avant=4, solidaire=True),
    *(
        Style(
            f"Encadré {ton}",
            parent="Standard",
            fond=fond,
            filet_gauche=trait,
            gauche=4,
            droite=2,
            avant=8,
            apres=8,
            groupe=True,
            entier=True,
        )
        for ton, (trait, fond) in TONS.items()
    ),
)

# Les styles de caractères : (nom, identifiant docx, identifiant odt, corps, gras, italique, encre, souligné, exposant)
CARACTERES = (
    ("Lien", "Hyperlink", "Internet_20_link", 0, False, False, BLEU, True, False),
    ("Appel de note", "FootnoteReference", "Footnote_20_anchor", 0, False, False, "", False, True),
    ("Valeur", "Valeur", "Valeur", 20, True, False, BLEU, False, False),
    ("Valeur longue", "ValeurLongue", "ValeurLongue", 13, True, False, BLEU, False, False),
    ("Lien du sommaire", "", "Index_20_Link", 0, False, False, "", False, False),
    ("Symboles de numérotation", "", "Numbering_20_Symbols", 0, False, False, BLEU, False, False),
)

# pandoc retrouve ces styles de Word par leur nom anglais, que Word traduit à l'écran.
NOMS_DE_WORD = {
    "Standard": "Normal", "Corps de texte": "Body Text", "Premier paragraphe": "First Paragraph",
    "Titre 1": "heading 1", "Titre 2": "heading 2", "Titre 3": "heading 3", "Titre 4": "heading 4",
    "Titre 5": "heading 5", "Titre 6": "heading 6", "Citation": "Block Text",
    "Note de bas de page": "footnote text", "Légende de tableau": "Table Caption",
    "Légende de figure": "Image Caption", "Figure légendée": "Captioned Figure", "Terme": "Definition Term",
    "Définition": "Definition", "Titre du sommaire": "TOC Heading", "Sommaire 1": "toc 1",
    "Sommaire 2": "toc 2", "Pied de page": "footer", "Lien": "Hyperlink", "Appel de note": "footnote reference",
}  # fmt: skip
