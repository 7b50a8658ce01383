"""Le classeur OpenDocument : quelques fichiers XML dans une archive, écrits ligne à ligne."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from etabli.socle.colonnes.colonne import Colonne
from etabli.socle.colonnes.tableurs import nom_de_feuille, valeur_de_tableur

MIME = "application/vnd.oasis.opendocument.spreadsheet"
ENTETE = '<?xml version="1.0" encoding="UTF-8"?>\n'
ESPACES = "".join(
    f' xmlns:{court}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for court, long in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("config", "config"),
    )
)
# Les formes des nombres et des dates, le manifeste, la ligne d'en-têtes qui reste à l'écran.
MODELES = Path(__file__).parent / "modele_ods"


def _modele(nom: str) -> str:
    return (MODELES / nom).read_text(encoding="utf-8")


def ecrire_ods(titre: str, colonnes: Sequence[Colonne], lignes: Iterable[Any]) -> bytes:
    feuille = nom_de_feuille(titre)
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        # Le type d'abord, et nu : c'est à lui que l'on reconnaît le fichier.
        archive.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _modele("manifest.xml"))
        archive.writestr(
            "settings.xml", _modele("settings.xml").replace("FEUILLE", escape(feuille, {'"': "&quot;"}))
        )
        with archive.open("content.xml", "w") as contenu:
            for morceau in _contenu(feuille, colonnes, lignes):
                contenu.write(morceau.encode())
    return sortie.getvalue()


def _contenu(feuille: str, colonnes: Sequence[Colonne], lignes: Iterable[Any]) -> Iterable[str]:
    nom = quoteattr(feuille)
    largeurs = ("large" if c.type in ("texte", "riche") else "etroite" for c in colonnes)
    yield f'{ENTETE}<office:document-content{ESPACES} office:version="1.3"><office:automatic-styles>'
    yield _modele("styles.xml")
    yield f"</office:automatic-styles><office:body><office:spreadsheet><table:table table:name={nom}>"
    yield "".join(f'<table:table-column table:style-name="{largeur}"/>' for largeur in largeurs)
    yield _rangee(_texte(c.titre, "entete") for c in colonnes)
    nb = 1
    for ligne in lignes:
        nb += 1
        yield _rangee(_cellule(c, valeur_de_tableur(c, c.lire(ligne))) for c in colonnes)
    etendue = quoteattr(f"'{feuille}'.A1:'{feuille}'.{_lettre(len(colonnes))}{nb}")
    yield "</table:table><table:database-ranges><table:database-range"
    yield f' table:name="tout" table:target-range-address={etendue} table:display-filter-buttons="true"/>'
    yield "</table:database-ranges></office:spreadsheet></office:body></office:document-content>"


def _rangee(cellules: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cellules)}</table:table-row>"


def _cellule(colonne: Colonne, valeur: Any) -> str:
    if valeur is None or valeur == "":
        return "<table:table-cell/>"
    if isinstance(valeur, str):
        return _texte(valeur, "texte")
    if isinstance(valeur, date):
        style = "instant" if isinstance(valeur, datetime) else "date"
        iso = valeur.isoformat(timespec="seconds") if isinstance(valeur, datetime) else valeur.isoformat()
        return f'<table:table-cell table:style-name="c-{style}" office:value-type="date" office:date-value="{iso}"/>'
    sorte = {"euros": 'currency" office:currency="EUR', "pourcent": "percentage"}.get(colonne.type, "float")
    nature = colonne.type if colonne.type in ("entier", "decimal", "euros", "pourcent") else "decimal"
    return f'<table:table-cell table:style-name="c-{nature}" office:value-type="{sorte}" office:value="{valeur}"/>'


def _texte(texte: str, style: str) -> str:
    """Une cellule dite « texte » : le tableur n'y cherche pas de formule."""
    paragraphes = "".join(f"<text:p>{_blancs(escape(p))}</text:p>" for p in texte.splitlines() or [""])
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphes}</table:table-cell>'


def _blancs(texte: str) -> str:
    """OpenDocument réunit les blancs qui se suivent : ceux qui comptent se disent un à un."""
    texte = re.sub(r"^ | {2,}", lambda m: f'<text:s text:c="{len(m[0])}"/>', texte)
    return texte.replace("\t", "<text:tab/>")


def _lettre(rang: int) -> str:
    lettres = ""
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres or "A"
