"""Le CSV et le classeur XLSX ; ce qu'une cellule de tableur garde d'une valeur."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import is_aware, localtime
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from etabli.socle.colonnes.colonne import Colonne, montrer

FORMATS_XLSX = {
    "entier": "#,##0",
    "decimal": "#,##0.##",
    "euros": '#,##0.00" €"',
    "pourcent": "0%",
    "date": "dd/mm/yyyy",
    "instant": "dd/mm/yyyy hh:mm",
}
# Un tableur exécute une cellule qui commence ainsi, même après des blancs ou en pleine chasse
# (OWASP, « CSV injection ») : une apostrophe la rend au texte.
DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Ce qu'aucun XML n'accepte, échappé ou non.
INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# La taille qu'une cellule accepte.
LONGUEUR_MAXIMALE = 32_000


def morceaux_csv(colonnes: Sequence[Colonne], lignes: Iterable[Any]) -> Iterator[str]:
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow([c.nom for c in colonnes])
    yield "\ufeff" + _vider(tampon)
    for ligne in lignes:
        ecrivain.writerow([_cellule_csv(c.machine(ligne)) for c in colonnes])
        yield _vider(tampon)


def _vider(tampon: io.StringIO) -> str:
    texte = tampon.getvalue()
    tampon.seek(0)
    tampon.truncate()
    return texte


def sans_formule(texte: str) -> str:
    return f"'{texte}" if texte.startswith(DANGEREUX) or texte.lstrip().startswith(DANGEREUX) else texte


def _cellule_csv(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, list):
        return sans_formule(", ".join(map(str, valeur)))
    return str(valeur) if isinstance(valeur, int | float | Decimal) else sans_formule(str(valeur))


def valeur_de_tableur(colonne: Colonne, valeur: Any) -> Any:
    """Un nombre reste un nombre, une date une date (à l'heure de Paris) ; tout le reste est du texte nu."""
    if valeur is None:
        return None
    if isinstance(valeur, datetime):
        return localtime(valeur).replace(tzinfo=None) if is_aware(valeur) else valeur
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float | Decimal | date):
        return valeur
    return INTERDITS.sub("", montrer(valeur, colonne.type))[:LONGUEUR_MAXIMALE]


def ecrire_xlsx(titre: str, colonnes: Sequence[Colonne], lignes: Iterable[Any]) -> bytes:
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(nom_de_feuille(titre))
    for rang, colonne in enumerate(colonnes, 1):
        large = 44 if colonne.type in ("texte", "riche") else 18
        feuille.column_dimensions[get_column_letter(rang)].width = max(len(colonne.titre) + 4, large)
    feuille.freeze_panes = "A2"
    feuille.auto_filter.ref = f"A1:{get_column_letter(len(colonnes))}1"
    feuille.append([_entete(feuille, c.titre) for c in colonnes])
    for ligne in lignes:
        feuille.append([_cellule(feuille, c, valeur_de_tableur(c, c.lire(ligne))) for c in colonnes])
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _entete(feuille: Any, titre: str) -> WriteOnlyCell:
    cellule = WriteOnlyCell(feuille, value=titre)
    cellule.font = Font(bold=True)
    cellule.alignment = Alignment(wrap_text=True, vertical="top")
    return cellule


def _cellule(feuille: Any, colonne: Colonne, valeur: Any) -> Any:
    if valeur is None or valeur == "":
        return None
    cellule = WriteOnlyCell(feuille, value=valeur)
    if isinstance(valeur, str):
        # Le type « texte » suffit : le tableur n'y cherche pas de formule.
        cellule.data_type = "s"
        cellule.alignment = Alignment(wrap_text=True, vertical="top")
    elif colonne.type in FORMATS_XLSX:
        cellule.number_format = FORMATS_XLSX[colonne.type]
    return cellule


def nom_de_feuille(titre: str) -> str:
    return "".join(" " if c in r"[]:*?/\'" else c for c in titre)[:31].strip() or "Feuille"
