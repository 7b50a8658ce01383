"""Les blocs dont une page est faite : chacun a un gabarit DSFR, et refuse ce qui ne s'afficherait pas."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from etabli.vitrine.pages.listes import LISTES
from etabli.vitrine.pages.vivants import CHIFFRES, Sources, refus

MISE_EN_FORME = ["bold", "italic", "ol", "ul", "link", "document-link"]
EN_TEXTE = "Texte"
EN_AVANT = "Mettre en avant"
EN_LISTE = "Listes et tableaux"
DES_DONNEES = "Lu dans les données"
A_JOINDRE = "Images et fichiers"


class Vif:
    """Un texte où l'on peut citer des chiffres vivants ; un mot inconnu est refusé à l'enregistrement."""

    def clean(self, value: Any) -> Any:
        propre = super().clean(value)  # type: ignore[misc]
        if phrase := refus(str(getattr(propre, "source", propre))):
            raise ValidationError(phrase)
        return propre


class PhraseVive(Vif, blocks.CharBlock):
    pass


class TexteVif(Vif, blocks.RichTextBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": MISE_EN_FORME, **options})


class Adresse(blocks.CharBlock):
    """« /candidater/ », « #pieces », « https://… » ou « mailto:… »."""

    PERMISES = ("/", "#", "https://", "http://", "mailto:")

    def clean(self, value: Any) -> Any:
        propre = super().clean(value)
        if propre and (not propre.startswith(self.PERMISES) or propre.startswith("//")):
            raise ValidationError(
                "Écrivez une adresse du site (/candidater/), une adresse complète (https://…) ou mailto:…"
            )
        return propre


class Titre(blocks.StructBlock):
    texte = PhraseVive(label="titre", max_length=160)
    niveau = blocks.ChoiceBlock(
        [("2", "partie"), ("3", "sous-partie")], default="2", label="niveau", required=True
    )
    ancre = blocks.RegexBlock(
        r"^[a-z][a-z0-9-]*$",
        required=False,
        label="ancre",
        help_text="Pour viser ce titre d'un lien : « pieces » s'atteint par #pieces.",
        error_messages={"invalid": "En minuscules, sans accent ni espace : « pieces », « qui-pilote »."},
    )

    class Meta:
        label, group, icon = "Titre", EN_TEXTE, "title"
        template = "vitrine/blocs/titre.html"


class Texte(TexteVif):
    class Meta:
        label, group, icon = "Texte", EN_TEXTE, "pilcrow"
        template = "vitrine/blocs/texte.html"


class Citation(blocks.StructBlock):
    texte = PhraseVive(label="citation", max_length=600)
    auteur = blocks.CharBlock(label="auteur", required=False, max_length=120)
    source = blocks.CharBlock(label="source", required=False, max_length=200)

    class Meta:
        label, group, icon = "Citation", EN_TEXTE, "openquote"
        template = "vitrine/blocs/citation.html"


class MiseEnAvant(blocks.StructBlock):
    titre = PhraseVive(label="titre", required=False, max_length=120)
    texte = TexteVif(label="texte")

    class Meta:
        label, group, icon = "Mise en avant", EN_AVANT, "pick"
        template = "vitrine/blocs/mise_en_avant.html"


class Appel(blocks.StructBlock):
    texte = blocks.CharBlock(label="texte du bouton", max_length=80)
    adresse = Adresse(label="adresse", max_length=300)
    nature = blocks.ChoiceBlock(
        [("principal", "principal"), ("secondaire", "secondaire"), ("lien", "simple lien")],
        default="principal",
        label="allure",
    )

    class Meta:
        label, group, icon = "Appel à l'action", EN_AVANT, "link"
        template = "vitrine/blocs/appel.html"


class Tuile(blocks.StructBlock):
    titre = PhraseVive(label="titre", max_length=120)
    adresse = Adresse(label="adresse", max_length=300)
    description = PhraseVive(label="description", required=False, max_length=250)


class Tuiles(blocks.StructBlock):
    tuiles = blocks.ListBlock(Tuile(label="tuile"), label="tuiles", min_num=1, max_num=12)

    class Meta:
        label, group, icon = "Tuiles", EN_AVANT, "grip"
        template = "vitrine/blocs/tuiles.html"


class Question(blocks.StructBlock):
    question = PhraseVive(label="question", max_length=200)
    reponse = TexteVif(label="réponse")


class Accordeon(blocks.StructBlock):
    questions = blocks.ListBlock(Question(label="question"), label="questions", min_num=1)

    class Meta:
        label, group, icon = "Questions et réponses", EN_LISTE, "help"
        template = "vitrine/blocs/accordeon.html"


class Etape(blocks.StructBlock):
    titre = PhraseVive(label="titre", max_length=120)
    texte = PhraseVive(label="texte", required=False, max_length=400)


class Etapes(blocks.StructBlock):
    etapes = blocks.ListBlock(Etape(label="étape"), label="étapes", min_num=2)

    class Meta:
        label, group, icon = "Étapes", EN_LISTE, "list-ol"
        template = "vitrine/blocs/etapes.html"


class Definition(blocks.StructBlock):
    terme = PhraseVive(label="ce dont on parle", max_length=120)
    texte = PhraseVive(label="ce qu'on en dit", max_length=400)


class Definitions(blocks.StructBlock):
    lignes = blocks.ListBlock(Definition(label="ligne"), label="lignes", min_num=1)

    class Meta:
        label, group, icon = "Fiche (terme et explication)", EN_LISTE, "list-ul"
        template = "vitrine/blocs/definitions.html"


class Tableau(blocks.StructBlock):
    legende = PhraseVive(
        label="légende",
        max_length=200,
        help_text="Ce que dit le tableau, en une phrase : elle est lue à voix haute.",
    )
    tableau = TypedTableBlock([("texte", PhraseVive(label="texte", required=False))], label="tableau")

    class Meta:
        label, group, icon = "Tableau", EN_LISTE, "table"
        template = "vitrine/blocs/tableau.html"


class Image(blocks.StructBlock):
    illustration = ImageChooserBlock(label="image")
    legende = PhraseVive(label="légende", required=False, max_length=250)
    est_decorative = blocks.BooleanBlock(
        label="purement décorative",
        required=False,
        help_text="Elle n'apprend rien de plus que le texte : sa description ne sera pas lue à voix haute.",
    )

    class Meta:
        label, group, icon = "Image", A_JOINDRE, "image"
        template = "vitrine/blocs/image.html"


class Fichier(blocks.StructBlock):
    document = DocumentChooserBlock(label="fichier")
    titre = blocks.CharBlock(label="texte du lien", required=False, max_length=160)

    class Meta:
        label, group, icon = "Fichier à télécharger", A_JOINDRE, "doc-full"
        template = "vitrine/blocs/fichier.html"


class UnChiffre(blocks.StructBlock):
    mot = blocks.ChoiceBlock(
        [(c.mot, f"{c.libelle} (d'après {c.origine})") for c in CHIFFRES.values()], label="chiffre"
    )
    libelle = PhraseVive(label="ce qu'il compte", max_length=120)
    precision = PhraseVive(label="précision", required=False, max_length=160)
    adresse = Adresse(label="lien", required=False, max_length=300)


class ChiffresVivants(blocks.StructBlock):
    chiffres = blocks.ListBlock(UnChiffre(label="chiffre"), label="chiffres", min_num=1, max_num=8)

    class Meta:
        label, group, icon = "Chiffres vivants", DES_DONNEES, "order"
        template = "vitrine/blocs/chiffres.html"


class ListeVivante(blocks.StructBlock):
    cle = blocks.ChoiceBlock([(liste.cle, liste.libelle) for liste in LISTES.values()], label="liste")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        contexte: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        sources = contexte.get("sources") or Sources()
        liste = LISTES[value["cle"]]
        return {**contexte, "liste": liste, **liste.lire(sources)}

    class Meta:
        label, group, icon = "Liste vivante", DES_DONNEES, "list-ul"
        template = "vitrine/blocs/liste.html"


CORPS: list[tuple[str, blocks.Block]] = [
    ("titre", Titre()),
    ("texte", Texte()),
    ("mise_en_avant", MiseEnAvant()),
    ("citation", Citation()),
    ("accordeon", Accordeon()),
    ("tuiles", Tuiles()),
    ("etapes", Etapes()),
    ("definitions", Definitions()),
    ("tableau", Tableau()),
    ("image", Image()),
    ("fichier", Fichier()),
    ("appel", Appel()),
    ("chiffres", ChiffresVivants()),
    ("liste", ListeVivante()),
]
